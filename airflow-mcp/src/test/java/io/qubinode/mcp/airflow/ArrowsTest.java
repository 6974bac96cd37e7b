package io.qubinode.mcp.airflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ToolFunction;

@AnalyzeClasses(packages = "io.qubinode.mcp", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    private static final String[] FEATURES = {
        "..airflow.dag..",
        "..airflow.log..",
        "..airflow.vm..",
        "..airflow.image..",
        "..airflow.lifecycle..",
        "..airflow.snapshot..",
        "..airflow.vminsight..",
        "..airflow.insight..",
        "..airflow.control..",
        "..airflow.dagtool.."
    };

    private static final String[] MACHINES = {
        "..airflow.libvirt..",
        "..airflow.machine..",
        "..airflow.vm..",
        "..airflow.image..",
        "..airflow.lifecycle..",
        "..airflow.snapshot..",
        "..airflow.vminsight.."
    };

    @ArchTest
    static final ArchRule SERVICES_DO_NOT_KNOW_EACH_OTHER = noClasses()
            .that()
            .resideInAPackage("io.qubinode.mcp.airflow..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.qubinode.mcp.assistant..");

    @ArchTest
    static final ArchRule THE_LIBRARY_KNOWS_NO_SERVICE = noClasses()
            .that()
            .resideInAPackage("io.qubinode.mcp.security..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.qubinode.mcp.airflow..", "io.qubinode.mcp.assistant..");

    @ArchTest
    static final ArchRule TOOL_CLASSES_TOUCH_NO_OUTSIDE_SYSTEM = noClasses()
            .that()
            .haveNameMatching(".*Tools(\\$.*)?")
            .and()
            .resideInAPackage("io.qubinode.mcp.airflow..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..wire..", "org.libvirt..", "com.sun.jna..", "jakarta.ws.rs..", "org.eclipse.microprofile.rest..");

    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_KNOWS_LIBVIRTS_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("io.qubinode.mcp.airflow.libvirt..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.libvirt..", "com.sun.jna..");

    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_KNOWS_AIRFLOWS_WIRE = noClasses()
            .that()
            .resideOutsideOfPackage("io.qubinode.mcp.airflow.airflowapi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..airflowapi.wire..", "jakarta.ws.rs.client..", "org.eclipse.microprofile.rest..")
            .because("features see the interface Airflow");

    @ArchTest
    static final ArchRule FEATURES_DO_NOT_READ_SETTINGS = noClasses()
            .that()
            .resideInAnyPackage(FEATURES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.qubinode.mcp.airflow.config..", "org.eclipse.microprofile.config..");

    @ArchTest
    static final ArchRule NO_FEATURE_KNOWS_TWO_OUTSIDE_SYSTEMS = noClasses()
            .that()
            .resideInAnyPackage(
                    "..airflow.dag..",
                    "..airflow.log..",
                    "..airflow.insight..",
                    "..airflow.control..",
                    "..airflow.dagtool..",
                    "..airflow.airflowapi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MACHINES);

    @ArchTest
    static final ArchRule MACHINES_KNOW_NO_AIRFLOW = noClasses()
            .that()
            .resideInAnyPackage(MACHINES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..airflow.airflowapi..", "..airflow.dag..", "..airflow.log..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.qubinode.mcp.airflow.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_HERE_CALLS_A_TOOL = noClasses()
            .that()
            .resideInAPackage("io.qubinode.mcp.airflow..")
            .should()
            .callMethod(ToolFunction.class, "apply", Object.class, CallContext.class);
}
