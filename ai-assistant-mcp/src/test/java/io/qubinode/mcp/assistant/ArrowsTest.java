package io.qubinode.mcp.assistant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.qubinode.mcp.security.tool.ToolFunction;

@AnalyzeClasses(packages = "io.qubinode.mcp.assistant", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVICE =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.qubinode.mcp.airflow..");

    @ArchTest
    static final ArchRule NOTHING_HERE_CALLS_A_TOOL = noClasses()
            .should()
            .callMethod(ToolFunction.class, "apply", Object.class, io.qubinode.mcp.security.tool.CallContext.class);

    @ArchTest
    static final ArchRule TOOLS_ONLY_DECLARE = noClasses()
            .that()
            .haveSimpleNameEndingWith("Tools")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.lucene..",
                    "dev.langchain4j..",
                    "jakarta.ws.rs..",
                    "..lucene..",
                    "..postgres..",
                    "..document.git..",
                    "..openai..",
                    "..document.rerank..",
                    "..chat.assistant..",
                    "..status.airflow..",
                    "..status.airflowmcp..");

    @ArchTest
    static final ArchRule ONLY_ITS_ADAPTER_KNOWS_LUCENE = noClasses()
            .that()
            .resideOutsideOfPackage("..document.lucene..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.lucene..");

    @ArchTest
    static final ArchRule ONLY_ITS_ADAPTER_KNOWS_THE_DATABASE = noClasses()
            .that()
            .resideOutsideOfPackage("..document.postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.postgresql..", "java.sql..");

    @ArchTest
    static final ArchRule ONLY_ITS_ADAPTER_KNOWS_GIT = noClasses()
            .that()
            .resideOutsideOfPackage("..document.git..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jgit..");

    @ArchTest
    static final ArchRule ONLY_ITS_ADAPTER_KNOWS_THE_MODELS_API = noClasses()
            .that()
            .resideOutsideOfPackage("..openai..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.langchain4j.model.openai..",
                    "dev.langchain4j.model.chat..",
                    "io.quarkiverse.langchain4j.openai..");

    @ArchTest
    static final ArchRule PACKAGES_MAKE_NO_CYCLES =
            slices().matching("io.qubinode.mcp.assistant.(**)").should().beFreeOfCycles();

    @ArchTest
    static void outsideSystemsDoNotKnowEachOther(com.tngtech.archunit.core.domain.JavaClasses all) {
        var systems = java.util.List.of(
                "..document.lucene..",
                "..document.postgres..",
                "..document.onnx..",
                "..document.git..",
                "..chat.openai..",
                "..document.openai..",
                "..document.rerank..",
                "..chat.assistant..",
                "..status.airflow..",
                "..status.airflowmcp..");
        for (String system : systems) {
            noClasses()
                    .that()
                    .resideInAPackage(system)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(systems.stream()
                            .filter(other -> !other.equals(system))
                            .toArray(String[]::new))
                    .check(all);
        }
    }
}
