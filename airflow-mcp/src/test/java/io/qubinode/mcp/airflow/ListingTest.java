package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a language model reads of the tools. A change of it is to be seen in review. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class ListingTest {

    private static final Path SNAPSHOTS = Path.of("src", "test", "resources", "tools");
    private static final String ACCEPT = "-Dsnapshots=accept";
    // docs: "A whole default tools/list of a service stays below 8 kB."
    private static final int BUDGET = 8_000;

    @TestHTTPResource
    URI base;

    @Test
    void isAsAccepted() throws IOException {
        Map<String, String> listed = listed();
        if ("accept".equals(System.getProperty("snapshots"))) {
            accept(listed);
        }
        Map<String, String> accepted = accepted();
        assertThat(listed.keySet())
                .as("The tools are others than those of %s. To accept them: mvn test %s", SNAPSHOTS, ACCEPT)
                .isEqualTo(accepted.keySet());
        listed.forEach((name, json) -> {
            if (!json.equals(accepted.get(name))) {
                fail("""
                        What a model reads of %s has changed. To accept it: mvn test %s
                        accepted: %s
                        listed:   %s""", name, ACCEPT, accepted.get(name), json);
            }
        });
    }

    @Test
    void fitsIntoEightKilobytes() {
        assertThat(bytes()).isLessThan(BUDGET);
    }

    private int bytes() {
        try (var door = DoorClient.streamable(base)) {
            JsonObject result = new JsonObject().put("tools", door.listedTools());
            return result.encode().getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private Map<String, String> listed() {
        try (var door = DoorClient.streamable(base)) {
            JsonArray tools = door.listedTools();
            return IntStream.range(0, tools.size())
                    .mapToObj(tools::getJsonObject)
                    .collect(Collectors.toMap(
                            tool -> tool.getString("name"),
                            tool -> tool.encodePrettily() + "\n",
                            (one, other) -> one,
                            TreeMap::new));
        }
    }

    private static Map<String, String> accepted() throws IOException {
        var accepted = new TreeMap<String, String>();
        Files.createDirectories(SNAPSHOTS);
        try (var files = Files.newDirectoryStream(SNAPSHOTS, "*.json")) {
            for (Path file : files) {
                accepted.put(file.getFileName().toString().replace(".json", ""), Files.readString(file));
            }
        }
        return accepted;
    }

    private static void accept(Map<String, String> listed) throws IOException {
        for (String old : accepted().keySet()) {
            Files.delete(SNAPSHOTS.resolve(old + ".json"));
        }
        for (var tool : listed.entrySet()) {
            Files.writeString(SNAPSHOTS.resolve(tool.getKey() + ".json"), tool.getValue());
        }
    }
}
