package io.qubinode.mcp.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.nativeimage.NativeMetadata;
import io.qubinode.mcp.security.config.ServiceSettings;
import java.io.IOException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a binary would not find unless it is named: each of these was missed by one on 2026-11-30. */
class NativeMetadataTest {

    private final NativeMetadata named = new NativeMetadata("ai-assistant-mcp");

    NativeMetadataTest() throws IOException {}

    @Test
    void namesNoTypeOfWhichAPartIsMissing() {
        assertThat(named.broken()).isEmpty();
    }

    @Test
    void namesTheProvidersOfServices() {
        assertThat(ServiceLoader.load(ServiceSettings.class)).isNotEmpty().allMatch(named::names);
        assertThat(named.types()).contains("org.postgresql.Driver");
        assertThat(named.has("META-INF/services/java.sql.Driver")).isTrue();
    }

    /** Of OrderlyEnd. */
    @Test
    void namesWhatProxiesAreMadeOf() {
        assertThat(named.proxies()).contains("sun.misc.SignalHandler");
        assertThat(named.types()).contains("sun.misc.Signal");
    }

    @Test
    void namesTheFilesOfTheService() throws IOException {
        assertThat(NativeMetadata.ownFiles())
                .contains("application.properties", "git.properties")
                .allMatch(named::has);
    }

    /** By which embeddings are made at a low priority. */
    @Test
    void namesWhatCallsTheLibraryOfC() {
        assertThat(named.types()).contains("com.sun.jna.Native", "com.sun.jna.Pointer");
        assertThat(named.proxies()).contains("io.qubinode.mcp.assistant.document.onnx.LowPriority$C");
        assertThat(named.has("com/sun/jna/linux-x86-64/libjnidispatch.so")).isTrue();
    }

    /** The cache of get_project_status, and those of conversations. */
    @Test
    void namesTheClassesOfCaches() {
        assertThat(named.types())
                .contains("com.github.benmanes.caffeine.cache.SSW", "com.github.benmanes.caffeine.cache.PSW")
                .contains("com.github.benmanes.caffeine.cache.SSMSA", "com.github.benmanes.caffeine.cache.PSAMS");
    }

    /** JGit fails at its first setting, and at its first text, without them. */
    @Test
    void namesWhatJGitLooksUp() {
        assertThat(named.types())
                .contains("org.eclipse.jgit.internal.JGitText", "org.eclipse.jgit.lib.CoreConfig$TrustStat");
        assertThat(named.hasBundle("org.eclipse.jgit.internal.JGitText")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org/apache/pdfbox/resources/glyphlist/glyphlist.txt",
                "org/apache/fontbox/cmap/Identity-H",
                "org/apache/fontbox/unicode/Scripts.txt"
            })
    void namesWhatPdfsAreReadWith(String resource) {
        assertThat(getClass().getClassLoader().getResource(resource)).isNotNull();
        assertThat(named.has(resource)).isTrue();
    }
}
