package io.qubinode.mcp.security;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.qubinode.mcp.security.operation.Work;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ToolFunction;

@AnalyzeClasses(packages = "io.qubinode.mcp.security", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    @ArchTest
    static final ArchRule NOTHING_CALLS_A_TOOL_BUT_ITS_TARGET = noClasses()
            .that()
            .resideOutsideOfPackage("..security.catalogue..")
            .should()
            .callMethod(ToolFunction.class, "apply", Object.class, CallContext.class);

    @ArchTest
    static final ArchRule NOTHING_DOES_WORK_BUT_THE_PIPELINE = noClasses()
            .that()
            .resideOutsideOfPackage("..security.operation..")
            .should()
            .callMethod(Work.class, "run");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.qubinode.mcp.security.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_CORE_KNOWS_NOTHING_OF_OURS = noClasses()
            .that()
            .resideInAnyPackage("..security.core..", "..security.secret..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.qubinode..")
                    .and(resideOutsideOfPackages("..security.core..", "..security.secret..")));

    @ArchTest
    static final ArchRule THE_LIBRARY_KNOWS_NO_ENDPOINT_AND_NO_SERVICE = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.qubinode..").and(resideOutsideOfPackage("io.qubinode.mcp.security..")));

    @ArchTest
    static final ArchRule THE_PIPELINE_KNOWS_NO_WIRE = noClasses()
            .that()
            .resideInAnyPackage(
                    "..operation..", "..catalogue..", "..tool..", "..permission..", "..audit..", "..ratelimit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "jakarta.ws.rs..", "io.quarkiverse.mcp..");
}
