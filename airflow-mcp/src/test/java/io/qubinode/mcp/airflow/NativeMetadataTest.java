package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Structure;
import io.qubinode.mcp.nativeimage.NativeMetadata;
import io.qubinode.mcp.security.config.ServiceSettings;
import io.smallrye.faulttolerance.api.Spi;
import java.io.IOException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What a binary would not find unless it is named: each of these was missed by one on 2026-11-30. */
class NativeMetadataTest {

    private final NativeMetadata named = new NativeMetadata("airflow-mcp");

    NativeMetadataTest() throws IOException {}

    @Test
    void namesNoTypeOfWhichAPartIsMissing() {
        assertThat(named.broken()).isEmpty();
    }

    @Test
    void namesTheProvidersOfServices() {
        assertThat(ServiceLoader.load(Spi.class)).isNotEmpty().allMatch(named::names);
        assertThat(ServiceLoader.load(ServiceSettings.class)).isNotEmpty().allMatch(named::names);
        assertThat(named.has("META-INF/services/" + Spi.class.getName())).isTrue();
    }

    /** Of ApiVersionSelector. */
    @Test
    void namesWhatProxiesAreMadeOf() {
        assertThat(named.proxies()).contains("io.qubinode.mcp.airflow.airflowapi.Airflow");
    }

    @Test
    void namesTheFilesOfTheService() throws IOException {
        assertThat(NativeMetadata.ownFiles()).contains("application.properties").allMatch(named::has);
    }

    @Test
    void namesTheArraysOfStructures() {
        assertThat(named.extending(Structure.class)).isNotEmpty().allMatch(type -> named.types()
                .contains(type.getName() + "[]"));
    }

    /** {@link io.qubinode.mcp.security.ratelimit.LocalBuckets} and RedisBuckets. */
    @Test
    void namesTheClassesOfCaches() {
        assertThat(named.types())
                .contains("com.github.benmanes.caffeine.cache.SSMSA", "com.github.benmanes.caffeine.cache.PSAMS")
                .contains("com.github.benmanes.caffeine.cache.SSMS", "com.github.benmanes.caffeine.cache.PSMS");
    }

    /** Without the extension a binary has no images. */
    @Test
    void hasQuarkusExtensionForScreenshots() throws ClassNotFoundException {
        assertThat(Class.forName(
                        "io.quarkus.awt.runtime.JDKSubstitutions",
                        false,
                        getClass().getClassLoader()))
                .isNotNull();
    }
}
