package io.qubinode.mcp.security.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFileTest {

    @TempDir
    Path folder;

    @Test
    void goesOnAtItsEndAfterItWasRead() throws IOException {
        Path path = folder.resolve("lines");
        try (var file = new DiskFile(path)) {
            append(file, "first");
            append(file, "second");
            assertThat(file.firstLine()).isEqualTo("first");
            append(file, "third");
            assertThat(file.lastLine()).isEqualTo("third");
            append(file, "fourth");
        }
        assertThat(path).hasContent("first\nsecond\nthird\nfourth\n");
    }

    private static void append(LineFile file, String line) throws IOException {
        file.append((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
