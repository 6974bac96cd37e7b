package io.qubinode.mcp.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.testing.Client;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every tool by both doors, without a language model and with a few documents. */
@QuarkusTest
class ToolsTest {

    @TestHTTPResource
    URI base;

    @BeforeEach
    void await() {
        Client.awaitDocuments();
    }

    @Test
    void findsThePassageThatAnswers() {
        Client.rest("query_documents", "{\"query\":\"Which port must the firewall open for Airflow?\"}")
                .then()
                .statusCode(200)
                .body("results[0].source", equalTo("firewall.md"))
                .body("results[0].heading", startsWith("Firewall for the web interface"))
                .body("results[0].text", containsString("8888"))
                .body("note", containsString("Scores order these passages"));
    }

    @ParameterizedTest
    @CsvSource({
        "TSIG key for dynamic updates,guides/names.html",
        "when are snapshots written to the backup server,guides/backup.adoc",
        "virsh pool-define-as,guides/storage.md"
    })
    void readsEveryKindOfDocument(String query, String source) {
        Client.rest("query_documents", new JsonObject().put("query", query).encode())
                .then()
                .statusCode(200)
                .body("results[0].source", equalTo(source));
    }

    @Test
    void keepsToMaxResults() {
        Client.rest("query_documents", "{\"query\":\"port\",\"max_results\":1}")
                .then()
                .statusCode(200)
                .body("results", hasSize(1));
    }

    @Test
    void saysHowToReadTheScores() {
        Client.rest("query_documents", "{\"query\":\"What does a subscription cost per socket and year?\"}")
                .then()
                .statusCode(200)
                .body("note", containsString("do not tell whether the question is answered"));
    }

    @Test
    void quotesWhereThereIsNoLanguageModel() {
        Client.rest("chat_with_context", "{\"message\":\"How do I open the firewall for Airflow?\"}")
                .then()
                .statusCode(200)
                .body("mode", equalTo("extractive"))
                .body("answer", containsString("firewall-cmd"))
                .body("answer", containsString("[1]"))
                .body("citations[0].source", equalTo("firewall.md"))
                .body("note", containsString("No language model"));
    }

    @Test
    void takesTheContextIntoTheSearchWhenTheQuestionAloneFindsNothing() {
        Client.rest(
                        "chat_with_context",
                        "{\"message\":\"How big is it?\",\"context\":\"We talked of the storage pool named fast.\"}")
                .then()
                .statusCode(200)
                .body("citations[0].source", equalTo("guides/storage.md"));
    }

    @Test
    void understandsAFollowUpQuestionOfAConversation() {
        Client.rest("chat_with_context", "{\"message\":\"What is the storage pool fast?\",\"session_id\":\"pools\"}")
                .then()
                .body("earlier_turns", equalTo(0));
        Client.rest("chat_with_context", "{\"message\":\"How big is it?\",\"session_id\":\"pools\"}")
                .then()
                .statusCode(200)
                .body("earlier_turns", equalTo(1))
                .body("citations[0].source", equalTo("guides/storage.md"));
    }

    @Test
    void reportsTheProject() {
        Client.rest("get_project_status", "{}")
                .then()
                .statusCode(200)
                .body("components.find { it.name == 'ai-assistant-mcp' }.state", equalTo("up"))
                .body("components.find { it.name == 'documents' }.state", equalTo("up"))
                .body("components.find { it.name == 'documents' }.detail", containsString("of 4 documents"))
                .body("components.find { it.name == 'model' }.state", equalTo("not_configured"))
                .body("components.find { it.name == 'airflow-mcp' }.state", equalTo("not_configured"))
                .body("summary", startsWith("All 2 configured parts are up"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query_documents    | {\"query\":\"storage pool\"} | results",
                "chat_with_context  | {\"message\":\"storage pool\"} | answer",
                "get_project_status | {} | components"
            })
    void answersByMcpAsByRest(String tool, String arguments, String field) {
        JsonObject result = Client.mcp(base, tool, new JsonObject(arguments));
        assertThat(result.getBoolean("isError", false)).isFalse();
        assertThat(result.getJsonObject("structuredContent").containsKey(field)).isTrue();
        if (!tool.equals("get_project_status")) {
            assertThat(result.getJsonObject("structuredContent"))
                    .isEqualTo(new JsonObject(Client.rest(tool, arguments).asString()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query_documents    | {}",
                "query_documents    | {\"query\":null}",
                "query_documents    | {\"query\":\"\"}",
                "query_documents    | {\"query\":\"  \"}",
                "query_documents    | {\"query\":7}",
                "query_documents    | {\"query\":[\"a\"]}",
                "query_documents    | {\"query\":\"a\",\"max_results\":0}",
                "query_documents    | {\"query\":\"a\",\"max_results\":21}",
                "query_documents    | {\"query\":\"a\",\"max_results\":\"five\"}",
                "query_documents    | {\"query\":\"a\",\"max_results\":1.5}",
                "query_documents    | {\"query\":\"a\",\"path\":\"/etc\"}",
                "query_documents    | []",
                "chat_with_context  | {}",
                "chat_with_context  | {\"message\":\"\"}",
                "chat_with_context  | {\"message\":\"a\",\"context\":{}}",
                "chat_with_context  | {\"message\":\"a\",\"model\":\"other\"}",
                "chat_with_context  | {\"message\":\"a\",\"session_id\":\"mcp 1\"}",
                "chat_with_context  | {\"message\":\"a\",\"session_id\":\"\"}",
                "chat_with_context  | {\"message\":\"a\",\"max_tokens\":15}",
                "chat_with_context  | {\"message\":\"a\",\"max_tokens\":1501}",
                "get_project_status | {\"verbose\":true}"
            })
    void refusesWrongArguments(String tool, String arguments) {
        Client.rest(tool, arguments).then().statusCode(400).body("code", equalTo("invalid_argument"));
        if (arguments.startsWith("{")) {
            JsonObject result = Client.mcp(base, tool, new JsonObject(arguments));
            assertThat(result.getBoolean("isError")).isTrue();
            assertThat(result.getJsonArray("content").getJsonObject(0).getString("text"))
                    .startsWith("invalid_argument");
        }
    }

    @Test
    void refusesTextsThatAreTooLong() {
        String tooLong = "a".repeat(1_000_000);
        Client.rest("query_documents", new JsonObject().put("query", tooLong).encode())
                .then()
                .statusCode(400);
        Client.rest(
                        "chat_with_context",
                        new JsonObject().put("message", tooLong).encode())
                .then()
                .statusCode(400);
        Client.rest(
                        "chat_with_context",
                        new JsonObject()
                                .put("message", "a")
                                .put("context", tooLong)
                                .encode())
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../etc/passwd",
                "; rm -rf / && $(reboot) `id` | cat > /dev/null",
                "text:* OR (source:\"x\" AND NOT [a TO z]) ~2^3 \\",
                "SELECT * FROM passages; --",
                "\0\u0001\u0007\u202e\ud83d\ude80 \ud800",
                "?!… — ***",
                "a",
                "the of and is"
            })
    void takesAnyTextForAQuestion(String text) {
        for (String tool : new String[] {"query_documents", "chat_with_context"}) {
            String argument = tool.equals("query_documents") ? "query" : "message";
            Response response =
                    Client.rest(tool, new JsonObject().put(argument, text).encode());
            assertThat(response.statusCode())
                    .as(tool + " " + response.asString())
                    .isEqualTo(200);
            assertThat(response.asString()).doesNotContain("root:x:");
        }
    }

    @Test
    void takesLongQuestionsUpToTheBound() {
        String words = "firewall port storage pool ".repeat(80).substring(0, 2_000);
        Client.rest("query_documents", new JsonObject().put("query", words).encode())
                .then()
                .statusCode(200);
        // As many different words as fit, more than a Lucene query takes clauses by default.
        var different = new StringBuilder();
        for (int i = 0; different.length() < 1_990; i++) {
            different.append(Integer.toString(i, 36)).append(' ');
        }
        Client.rest(
                        "query_documents",
                        new JsonObject().put("query", different.toString()).encode())
                .then()
                .statusCode(200);
    }
}
