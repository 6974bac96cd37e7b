package io.qubinode.mcp.airflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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

/** One file for each tool, as a language model reads it. */
public final class ListingSnapshots {

    private static final String ACCEPT = "-Dsnapshots=accept";

    private final Path folder;
    private final URI base;

    public ListingSnapshots(String folder, URI base) {
        this.folder = Path.of("src", "test", "resources", folder);
        this.base = base;
    }

    /** Compares, or accepts when that is asked for. */
    public void check() throws IOException {
        Map<String, String> listed = listed();
        listed.forEach((name, json) -> checkEveryArgumentIsDescribed(name, new JsonObject(json)));
        if ("accept".equals(System.getProperty("snapshots"))) {
            accept(listed);
        }
        Map<String, String> accepted = accepted();
        assertThat(listed.keySet())
                .as("The tools are others than those of %s. To accept them: mvn test %s", folder, ACCEPT)
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

    /** A sentence, because a model that guesses what an argument means guesses wrong. */
    private static void checkEveryArgumentIsDescribed(String tool, JsonObject listed) {
        listed.getJsonObject("inputSchema").getJsonObject("properties").forEach(argument -> assertThat(
                        ((JsonObject) argument.getValue()).getString("description", ""))
                .as("The description of %s of %s must be a sentence", argument.getKey(), tool)
                .matches("\\S+ .*\\."));
    }

    /** The size of the whole listing. */
    public int bytes() {
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

    private Map<String, String> accepted() throws IOException {
        var accepted = new TreeMap<String, String>();
        Files.createDirectories(folder);
        try (var files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                accepted.put(file.getFileName().toString().replace(".json", ""), Files.readString(file));
            }
        }
        return accepted;
    }

    private void accept(Map<String, String> listed) throws IOException {
        for (String old : accepted().keySet()) {
            Files.delete(folder.resolve(old + ".json"));
        }
        for (var tool : listed.entrySet()) {
            Files.writeString(folder.resolve(tool.getKey() + ".json"), tool.getValue());
        }
    }
}
