package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What means the same is described alike in all tools, as the accepted listings show them. */
class DescriptionsTest {

    @Test
    void aDryRunIsDescribedAlikeWithItsDefault() throws IOException {
        assertThat(arguments("dry_run")).hasSizeGreaterThan(4).allSatisfy((tool, argument) -> {
            assertThat(argument.path("description").textValue())
                    .isEqualTo("true changes nothing and reports what would happen.");
            assertThat(argument.path("default").isBoolean()).isTrue();
        });
    }

    @Test
    void allInstancesAndAllTriesAreSpelledAlike() throws IOException {
        for (String argument : List.of("map_index", "try_number")) {
            assertThat(arguments(argument)
                            .get("get_task_logs.json")
                            .path("description")
                            .textValue())
                    .contains("; -1 returns all.");
        }
    }

    @Test
    void theCaseRuleOfASearchInTextIsSaid() throws IOException {
        assertThat(arguments("grep")).hasSize(2).allSatisfy((tool, argument) -> assertThat(
                        argument.path("description").textValue())
                .contains("ignoring case"));
        assertThat(arguments("search")).hasSizeGreaterThan(3).allSatisfy((tool, argument) -> assertThat(
                        argument.path("description").textValue())
                .contains("ignoring case"));
    }

    private static Map<String, JsonNode> arguments(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "resources"))) {
            return files.filter(
                            file -> file.getParent().getFileName().toString().startsWith("tools")
                                    && file.toString().endsWith(".json"))
                    .filter(file -> argument(file, name).isObject())
                    .collect(Collectors.toMap(file -> file.getFileName().toString(), file -> argument(file, name)));
        }
    }

    private static JsonNode argument(Path file, String name) {
        try {
            return ToolJson.MAPPER
                    .readTree(Files.readString(file))
                    .path("inputSchema")
                    .path("properties")
                    .path(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
