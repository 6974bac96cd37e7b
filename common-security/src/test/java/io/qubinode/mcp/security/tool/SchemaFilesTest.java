package io.qubinode.mcp.security.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.testing.ProbeTools;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaFilesTest {

    record Said(String line) {}

    /** Declares with a schema that is given, and with other classes around. */
    static final class GivenTools implements ToolProvider {
        @Override
        public List<Tool<?, ?>> tools() {
            return List.of(Tool.reads("say", Said.class.getSimpleName())
                    .title("Say")
                    .description(Override.class.getName())
                    .does(ToolJson.MAPPER.createObjectNode(), Said.class, (input, call) -> new Said("x")));
        }
    }

    @TempDir
    Path classes;

    @BeforeEach
    void hasTheSchemasOfABuildBefore() throws IOException {
        Path folder = Files.createDirectories(classes.resolve(ToolSchemas.FOLDER));
        Files.writeString(folder.resolve("io.qubinode.Gone.input.json"), "{}");
        for (Class<?> declares : List.of(ProbeTools.class, GivenTools.class)) {
            String file = declares.getName().replace('.', '/') + ".class";
            Files.createDirectories(classes.resolve(file).getParent());
            try (InputStream compiled = declares.getClassLoader().getResourceAsStream(file)) {
                Files.copy(compiled, classes.resolve(file));
            }
        }
    }

    @Test
    void writesTheSchemasOfWhatIsDeclaredAndNoOthers() throws Exception {
        SchemaFiles.main(classes.toString());
        String probe = ProbeTools.class.getName();
        assertThat(classes.resolve(ToolSchemas.FOLDER).toFile().list())
                .containsExactlyInAnyOrder(
                        probe + "$EchoInput.input.json",
                        probe + "$NoteInput.input.json",
                        probe + "$WipeInput.input.json",
                        probe + "$Empty.input.json",
                        probe + "$EchoOutput.output.json",
                        probe + "$NoteOutput.output.json",
                        Said.class.getName() + ".output.json");
    }

    @Test
    void areReadAsTheyWouldBeMade() throws Exception {
        SchemaFiles.main(classes.toString());
        ObjectNode input = RecordSchemas.ofInput(ProbeTools.EchoInput.class);
        ObjectNode output = RecordSchemas.ofOutput(ProbeTools.EchoOutput.class);
        assertThat(read(ProbeTools.EchoInput.class, true)).isEqualTo(input).hasToString(input.toString());
        assertThat(read(ProbeTools.EchoOutput.class, false)).isEqualTo(output).hasToString(output.toString());
    }

    @Test
    void areReadRatherThanMade() throws Exception {
        SchemaFiles.main(classes.toString());
        Files.writeString(classes.resolve(ToolSchemas.inputFile(ProbeTools.EchoInput.class)), "{\"written\":true}");
        assertThat(read(ProbeTools.EchoInput.class, true)).hasToString("{\"written\":true}");
    }

    private JsonNode read(Class<?> type, boolean input) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            return input ? ToolSchemas.ofInput(type) : ToolSchemas.ofOutput(type);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
