package io.qubinode.mcp.endpoints;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.qubinode.mcp.security.operation.Work;
import io.qubinode.mcp.security.tool.ToolFunction;

@AnalyzeClasses(packages = "io.qubinode.mcp.endpoints", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.qubinode.mcp.endpoints.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule KNOWS_NO_SERVICE = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.qubinode..")
                    .and(resideOutsideOfPackages("io.qubinode.mcp.security..", "io.qubinode.mcp.endpoints..")));

    @ArchTest
    static final ArchRule ONLY_SESSIONS_KNOW_THE_MCP_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("..endpoints.mcp.session..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.quarkiverse.mcp..");

    @ArchTest
    static final ArchRule NOTHING_PASSES_BESIDE_THE_PIPELINE = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Work.class, ToolFunction.class)
            .orShould()
            .callMethod(Work.class, "run");

    @ArchTest
    static final ArchRule REST_DOES_NOT_KNOW_MCP = noClasses()
            .that()
            .resideInAPackage("..rest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.qubinode.mcp.endpoints.mcp..");

    @ArchTest
    static final ArchRule MCP_DOES_NOT_KNOW_REST = noClasses()
            .that()
            .resideInAPackage("..endpoints.mcp..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..rest..");
}
