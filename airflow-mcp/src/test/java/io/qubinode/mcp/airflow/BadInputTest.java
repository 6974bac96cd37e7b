package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the caller is told what is wrong with it, and nothing breaks. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class BadInputTest {

    private static final int MOST_OF_AN_ANSWER = 1_500;
    private static final int MOST_OF_A_RECORD = 3_000;

    /** The tools with arguments that are right, but for the one that a test makes wrong. */
    private static final Map<String, JsonObject> TOOLS = new TreeMap<>(Map.of(
            "list_dags", new JsonObject(),
            "trigger_dag", new JsonObject().put("dag_id", "backup"),
            "get_dag_status", new JsonObject().put("dag_id", "backup"),
            "get_task_logs", new JsonObject().put("dag_id", "backup").put("task_id", "copy"),
            "diagnose_dag_run", new JsonObject().put("dag_id", "backup"),
            "cancel_dag_run", new JsonObject().put("dag_id", "backup").put("run_id", "manual__1"),
            "list_vms", new JsonObject(),
            "get_vm_info", new JsonObject().put("vm_name", "no-such"),
            "create_vm", new JsonObject().put("name", "never-made"),
            "delete_vm", new JsonObject().put("name", "no-such")));

    @TestHTTPResource
    URI base;

    WireMockServer airflow;

    private DoorClient rest;

    @BeforeEach
    void airflowIsWell() {
        AirflowOnTheWire.isWell(airflow);
        rest = DoorClient.rest(base);
    }

    static List<String> nastyTexts() {
        return List.of(
                "../../etc/passwd",
                "a;rm -rf /",
                "$(id)",
                "<x a=\"'&amp;\">]]>",
                "größe-日本-😀",
                "a\u0000b",
                "a\nb",
                "%",
                "x".repeat(10_000),
                "x".repeat(1_000_000));
    }

    @ParameterizedTest
    @MethodSource("nastyTexts")
    void refusesANastyTextInEveryNameAndId(String text) {
        eachArgument("string", (tool, name, schema) -> {
            if (schema.containsKey("pattern") && !text.matches(schema.getString("pattern"))) {
                refuses(tool, TOOLS.get(tool).copy().put(name, text), name);
            }
        });
    }

    /** Airflow's database takes no text with it. */
    @Test
    void refusesATagThatNoDagCanHave() {
        refuses("list_dags", new JsonObject().put("tags", new JsonArray().add("a\u0000b")), "tags");
    }

    @Test
    void refusesAConfAndANoteThatNoDatabaseStores() {
        JsonObject arguments = TOOLS.get("trigger_dag");
        JsonObject inside =
                new JsonObject().put("hosts", new JsonArray().add(new JsonObject().put("name", "a\u0000b")));
        for (JsonObject wrong : List.of(
                arguments.copy().put("conf", inside),
                arguments.copy().put("conf", new JsonObject().put("a\u0000b", 1)),
                arguments.copy().put("note", "a\u0000b"))) {
            Answer answer = rest.call("trigger_dag", wrong);
            assertThat(answer.code()).as(answer.text()).isEqualTo("invalid_argument");
            assertThat(answer.text()).contains("contains the character U+0000");
        }
    }

    /** An HTTP client would take them for steps in Airflow's paths. */
    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void refusesIdsOfDotsOnly(String id) {
        List.of("trigger_dag", "get_dag_status", "get_task_logs").forEach(tool -> {
            refuses(tool, TOOLS.get(tool).copy().put("dag_id", id), "dag_id");
            refuses(tool, TOOLS.get(tool).copy().put("run_id", id), "run_id");
        });
        refuses("get_task_logs", TOOLS.get("get_task_logs").copy().put("task_id", id), "task_id");
    }

    @Test
    void refusesTextsThatAreTooLong() {
        eachArgument("string", (tool, name, schema) -> {
            if (schema.containsKey("maxLength")) {
                refuses(tool, TOOLS.get(tool).copy().put(name, "x".repeat(10_000)), name);
            }
        });
    }

    @Test
    void refusesEveryValueOfAnotherType() {
        var values = Map.of(
                "string", List.of(5, 1.5, true, new JsonArray(), new JsonObject()),
                "integer", List.of("five", 1.5, true, new JsonArray(), new JsonObject()),
                "boolean", List.of("yes", 1, new JsonArray(), new JsonObject()),
                "array", List.of("x", 5, true, new JsonObject(), new JsonArray().add(5)),
                "object", List.of("x", 5, true, new JsonArray().add(1)));
        values.forEach((type, others) -> eachArgument(
                type,
                (tool, name, schema) -> others.forEach(
                        other -> refuses(tool, TOOLS.get(tool).copy().put(name, other), name))));
    }

    @Test
    void refusesNumbersOutOfTheirBounds() {
        eachArgument("integer", (tool, name, schema) -> {
            var wrong = List.<Number>of(
                    schema.getLong("minimum") - 1,
                    // What has no limit in the schema has that of its type; what the host can give is checked later.
                    schema.getLong("maximum", (long) Integer.MAX_VALUE) + 1,
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    new java.math.BigInteger("9".repeat(40)),
                    1e300);
            wrong.forEach(number -> refuses(tool, TOOLS.get(tool).copy().put(name, number), name));
        });
    }

    @Test
    void refusesWhatIsNoneOfTheChoices() {
        eachArgument("string", (tool, name, schema) -> {
            if (schema.containsKey("enum")) {
                refuses(tool, TOOLS.get(tool).copy().put(name, "nonsense"), name);
                refuses(tool, TOOLS.get(tool).copy().put(name, "'; DROP TABLE dag; --"), name);
            }
        });
    }

    @Test
    void refusesTheSameAtEveryDoor() {
        DoorClient.atEveryDoor(base, door -> {
            refuses(door, "get_dag_status", new JsonObject().put("dag_id", "a/b"), "dag_id");
            assertThat(door.call("no_such_tool", new JsonObject()).code()).isEqualTo("not_found");
        });
    }

    @Test
    void leavesNothingBehindAndAsksAirflowForNothing() {
        refuses("trigger_dag", new JsonObject().put("dag_id", "a/b"), "dag_id");
        assertThat(airflow.getAllServeEvents()).isEmpty();
    }

    /** What is done with one argument of one tool. */
    @FunctionalInterface
    private interface EachArgument {
        void accept(String tool, String name, JsonObject schema);
    }

    private void eachArgument(String type, EachArgument work) {
        JsonArray tools = rest.listedTools();
        assertThat(tools).hasSameSizeAs(TOOLS.keySet());
        for (int i = 0; i < tools.size(); i++) {
            JsonObject tool = tools.getJsonObject(i);
            JsonObject properties = tool.getJsonObject("input_schema").getJsonObject("properties");
            for (String name : properties.fieldNames()) {
                JsonObject schema = withoutNull(properties.getJsonObject(name));
                if (schema.getString("type").equals(type)) {
                    work.accept(tool.getString("name"), name, schema);
                }
            }
        }
    }

    private static JsonObject withoutNull(JsonObject schema) {
        JsonArray choices = schema.getJsonArray("anyOf");
        return choices == null ? schema : choices.getJsonObject(choices.size() - 1);
    }

    private void refuses(String tool, Object arguments, String words) {
        refuses(rest, tool, arguments, words);
    }

    private static void refuses(DoorClient door, String tool, Object arguments, String words) {
        var audit = new AuditLines();
        Answer answer = door.call(tool, arguments);
        assertThat(answer.code())
                .as(door.door() + " " + tool + " " + answer.text())
                .isEqualTo("invalid_argument");
        answer.status().ifPresent(status -> assertThat(status).isEqualTo(400));
        assertThat(answer.text()).as(door.door() + " " + tool).contains(words);
        keepsCalm(answer);
        assertThat(audit.written()).as(door.door() + " " + tool).hasSize(1);
        JsonObject written = audit.written().getFirst();
        assertThat(written.getString("outcome")).isEqualTo("invalid");
        assertThat(written.getString("tool")).isEqualTo(tool);
        assertThat(written.encode()).hasSizeLessThan(MOST_OF_A_RECORD);
    }

    private static void keepsCalm(Answer answer) {
        assertThat(answer.text())
                .hasSizeLessThan(MOST_OF_AN_ANSWER)
                .doesNotContain("Exception", "\tat ", "java.", "io.qubinode", "root:");
        answer.status().ifPresent(status -> assertThat(status).isBetween(400, 499));
    }
}
