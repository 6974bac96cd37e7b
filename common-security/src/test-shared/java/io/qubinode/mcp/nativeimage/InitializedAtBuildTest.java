package io.qubinode.mcp.nativeimage;

import io.qubinode.mcp.testing.ClassFiles;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every module runs this: what native-image initializes while it builds, and what only when the binary runs. */
@Execution(ExecutionMode.CONCURRENT)
class InitializedAtBuildTest {

    /** Where native-image 25 found, on 2026-11-30, what no image can hold, or what every process would have alike. */
    private static final List<String> OF_RUN_TIME = List.of(
            "com.sun.jna.internal.Cleaner",
            "org.libvirt.jna.Libvirt",
            "io.netty.internal.tcnative.SSL",
            "io.lettuce.core.resource.DefaultClientResources",
            "io.smallrye.faulttolerance.api.SpiAccess$Holder",
            "ai.onnxruntime.OrtEnvironment",
            "ai.djl.huggingface.tokenizers.jni.TokenizersLibrary",
            "org.postgresql.util.LazyCleanerImpl",
            // Of 2026-12-01, from its source: no binary with it was built yet.
            "org.eclipse.jgit.internal.storage.file.WindowCache",
            "org.apache.pdfbox.pdmodel.PDDocument",
            "org.apache.fontbox.ttf.TrueTypeFont",
            // Of PDFBox' part of Bouncy Castle.
            "org.bouncycastle.cms.CMSEnvelopedData",
            "org.apache.lucene.util.StringHelper");

    private static final Pattern INITIALIZED = Pattern.compile("Initializing '([^']+)'");

    @TempDir
    private Path temporary;

    @Test
    void librariesThatHoldWhatIsOfAProcessAreOfRunTime() {
        assertThat(OF_RUN_TIME.stream().filter(InitializedAtBuildTest::isThere))
                .isNotEmpty()
                .allMatch(NativeImageArguments::isOfRunTime);
    }

    @Test
    void whatIsNamedIsThere() {
        assertThat(NativeImageArguments.atRunTime().stream().filter(name -> name.matches(".*\\.[A-Z][^.]*")))
                .allMatch(InitializedAtBuildTest::isThere);
    }

    @Test
    void classesOfOursInitializeNothingThatIsOfRunTime() throws Exception {
        Path log = temporary.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable",
                "-Xlog:class+init=info:file=" + log,
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                AllInitialized.class.getName(),
                ClassFiles.OF_THE_MODULE.toString()));
        command.addAll(ReadyForNativeTest.BUILD_ONLY);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader()) {
            // Quarkus has SmallRye's reaper of references begin at run time.
            assertThat(output.lines())
                    .noneMatch(line -> line.startsWith("Failed ")
                            || line.startsWith("Started ") && !line.contains("Reference Reaper"));
        }
        assertThat(process.waitFor()).isZero();
        assertThat(initialized(log)).isNotEmpty().noneMatch(NativeImageArguments::isOfRunTime);
    }

    private static List<String> initialized(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.flatMap(line -> INITIALIZED.matcher(line).results())
                    .map((MatchResult found) -> found.group(1).replace('/', '.'))
                    .toList();
        }
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, InitializedAtBuildTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
