package io.qubinode.mcp.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.testing.Client;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a language model reads of the tools. After a wanted change, run with {@code -Dsnapshots=accept} and commit the files.
 */
@QuarkusTest
class ListingTest {

    private static final Path SNAPSHOTS = Path.of("src", "test", "resources", "tools");
    private static final int LARGEST_BYTES = 8_192;

    @TestHTTPResource
    URI base;

    @Inject
    @Any
    Instance<ToolProvider> providers;

    @Test
    void isAsAcceptedToolByTool() throws IOException {
        Set<String> names = new HashSet<>();
        for (Object listed : Client.listing(base)) {
            JsonObject tool = (JsonObject) listed;
            names.add(tool.getString("name"));
            Path snapshot = SNAPSHOTS.resolve(tool.getString("name") + ".json");
            if ("accept".equals(System.getProperty("snapshots"))) {
                Files.writeString(snapshot, tool.encodePrettily() + "\n");
            }
            assertThat(snapshot).as("-Dsnapshots=accept writes it").exists();
            assertThat(tool).isEqualTo(new JsonObject(Files.readString(snapshot)));
        }
        assertThat(names).containsExactlyInAnyOrder("query_documents", "chat_with_context", "get_project_status");
    }

    /** Those of the tools too that are off by default. */
    @Test
    void describesEveryArgumentInASentence() {
        List<Tool<?, ?>> tools = providers.stream()
                .flatMap(provider -> provider.tools().stream())
                .toList();
        assertThat(tools).extracting(Tool::name).contains("query_documents", "remove_documents");
        for (Tool<?, ?> tool : tools) {
            for (RecordComponent argument : tool.input().getRecordComponents()) {
                assertThat(argument.getAccessor().getAnnotation(JsonPropertyDescription.class))
                        .as("The description of %s of %s must be a sentence", argument.getName(), tool.name())
                        .isNotNull()
                        .extracting(JsonPropertyDescription::value)
                        .asString()
                        .matches("\\S+ .*\\.");
            }
        }
    }

    @Test
    void staysSmall() {
        JsonArray tools = Client.listing(base);
        assertThat(tools.encode().length()).isLessThan(LARGEST_BYTES);
    }

    @Test
    void hintsThatNothingIsChanged() {
        for (Object listed : Client.listing(base)) {
            JsonObject hints = ((JsonObject) listed).getJsonObject("annotations");
            assertThat(hints.getBoolean("readOnlyHint")).isTrue();
            assertThat(hints.getBoolean("destructiveHint")).isFalse();
        }
    }
}
