package io.qubinode.mcp.security.testing;

import io.qubinode.mcp.testing.ClassFiles;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A library names no service and no system of a service, neither in its code nor in its resources. */
class ServiceNamesTest {

    private static final List<String> NAMES =
            List.of("airflow", "libvirt", "kcli_", "ai_assistant", "ai-assistant", "navigator", "lucene", "openai.");

    @Test
    void namesNoService() throws IOException {
        try (Stream<Path> files = Files.walk(ClassFiles.OF_THE_MODULE)) {
            List<String> found = files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("jandex.idx"))
                    .flatMap(file -> NAMES.stream()
                            .filter(text(file)::contains)
                            .map(name -> file.getFileName() + " names " + name))
                    .toList();
            assertThat(found).isEmpty();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
