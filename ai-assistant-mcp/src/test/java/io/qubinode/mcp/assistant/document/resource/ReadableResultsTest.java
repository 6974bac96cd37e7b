package io.qubinode.mcp.assistant.document.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.testing.Client;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the search names is what the resources have. */
@QuarkusTest
class ReadableResultsTest {

    @TestHTTPResource
    URI base;

    @BeforeEach
    void await() {
        Client.awaitDocuments();
    }

    @Test
    void readsWhatTheSearchFoundByItsUri() {
        JsonObject found = new JsonObject(Client.rest("query_documents", "{\"query\":\"virsh pool-define-as\"}")
                .asString());
        for (Object each : found.getJsonArray("results")) {
            JsonObject passage = (JsonObject) each;
            String part = read(passage.getString("uri"));
            String whole = read(passage.getString("uri").replaceAll("#.*", ""));
            assertThat(part.strip()).isEqualTo(passage.getString("text").strip());
            assertThat(whole).contains(part);
        }
    }

    @Test
    void listsTheDocumentsThatAreSearched() {
        assertThat(Client.request(base, "resources/list", new JsonObject()).getJsonArray("resources").stream()
                        .map(each -> ((JsonObject) each).getString("uri")))
                .containsExactly(
                        "docs://firewall.md",
                        "docs://guides/backup.adoc",
                        "docs://guides/names.html",
                        "docs://guides/storage.md");
    }

    private String read(String uri) {
        return Client.request(base, "resources/read", new JsonObject().put("uri", uri))
                .getJsonArray("contents")
                .getJsonObject(0)
                .getString("text");
    }
}
