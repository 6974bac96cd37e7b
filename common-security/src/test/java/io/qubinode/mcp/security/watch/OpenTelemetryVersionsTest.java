package io.qubinode.mcp.security.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.opentelemetry.api.incubator.trace.ExtendedSpanBuilder;
import io.opentelemetry.api.trace.TracerProvider;
import java.net.URL;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The API is newer than its incubator, which the SDK needs as it is. */
class OpenTelemetryVersionsTest {

    /** native-image links all classes while it builds, and refuses one that names another which is not there. */
    @Test
    void theIncubatorFindsAllThatItNames() {
        URL incubator =
                ExtendedSpanBuilder.class.getProtectionDomain().getCodeSource().getLocation();
        Set<String> named = new ClassFileImporter()
                .importUrl(incubator).stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency
                                .getTargetClass()
                                .getBaseComponentType()
                                .getName())
                        .filter(name -> name.startsWith("io.opentelemetry."))
                        .collect(Collectors.toSet());
        assertThat(named).isNotEmpty().allMatch(OpenTelemetryVersionsTest::isThere);
    }

    @Test
    void aSpanThatIsGivenNoParentIsStillASpan() {
        assertThat(TracerProvider.noop()
                        .get("test")
                        .spanBuilder("test")
                        .setParent(null)
                        .startSpan())
                .isNotNull();
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, OpenTelemetryVersionsTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
