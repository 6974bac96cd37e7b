package io.qubinode.mcp.airflow.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.airflow.control.ControlTools.RespondToTask;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskQuestionsTest {

    private final FakeAirflow airflow = new FakeAirflow();

    @BeforeEach
    void aTaskAsks() {
        airflow.statesToCome.add("running");
        airflow.tasks.add(FakeAirflow.task("may_i", "deferred", 1));
        airflow.tasks.add(FakeAirflow.task("copy", "success", 1));
        airflow.questions.add(new TaskQuestion(
                "may_i",
                Optional.empty(),
                "Delete web1?",
                Optional.empty(),
                List.of("Approve", "Reject"),
                false,
                Optional.empty(),
                Optional.empty()));
    }

    @Test
    void answersWhatATaskAsks() {
        assertThat(respond("may_i", "Reject").question()).isEqualTo("Delete web1?");
        assertThat(airflow.changes).containsExactly("answer may_i [Reject] {}");
    }

    @Test
    void takesOnlyWhatCanBeChosen() {
        refuses(ErrorCode.INVALID_ARGUMENT, "Approve, Reject", "may_i", "Maybe");
        refuses(ErrorCode.INVALID_ARGUMENT, "Only one option", "may_i", "Approve", "Reject");
    }

    @Test
    void tellsATaskThatAsksNothingFromOneThatIsNotThere() {
        refuses(ErrorCode.WRONG_STATE, "These do: may_i.", "copy", "Approve");
        refuses(ErrorCode.NOT_FOUND, "Did you mean may_i?", "may_y", "Approve");
    }

    @Test
    void takesSeveralOptionsAndValuesWhereTheQuestionDoes() {
        asksForValues();
        respond("which", Map.of("reason", "old", "count", 2), "web 2", "größe");
        assertThat(airflow.changes).containsExactly("answer which [web 2, größe] {count=2, reason=old}");
    }

    /** Airflow fails a task for an answer that has only some of the params. */
    @Test
    void sendsTheDefaultsOfWhatIsLeftOut() {
        asksForValues();
        respond("which", Map.of("count", 1), "web 2");
        assertThat(airflow.changes).containsExactly("answer which [web 2] {count=1, reason=\"\"}");
    }

    @Test
    void sendsNothingThatWouldFailTheTask() {
        asksForValues();
        refusesValues("no param named raeson. Did you mean reason?", Map.of("count", 1, "raeson", "old"));
        refusesValues("params.count is missing", Map.of("reason", "old"));
        refusesValues("params.count does not fit", Map.of("count", "many"));
    }

    private void refusesValues(String words, Map<String, Object> params) {
        assertThatThrownBy(() -> respond("which", params, "web 2"))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().text())
                                .startsWith("invalid_argument")
                                .contains(words)
                                .contains("Its params are count, reason."));
        assertThat(airflow.changes).isEmpty();
    }

    private void asksForValues() {
        airflow.tasks.add(FakeAirflow.task("which", "awaiting_input", 1));
        ObjectNode params = ToolJson.MAPPER.createObjectNode();
        params.putObject("reason").put("value", "").putObject("schema").put("type", "string");
        params.putObject("count").putNull("value").putObject("schema").put("type", "integer");
        airflow.questions.add(new TaskQuestion(
                "which",
                Optional.empty(),
                "Which host?",
                Optional.empty(),
                List.of("web1", "web 2", "größe"),
                true,
                Optional.empty(),
                Optional.of(params)));
    }

    private void refuses(ErrorCode code, String words, String task, String... options) {
        assertThatThrownBy(() -> respond(task, options))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(code))
                .hasMessageContaining(words);
        assertThat(airflow.changes).isEmpty();
    }

    private ControlTools.Responded respond(String task, String... options) {
        return respond(task, Map.of(), options);
    }

    private ControlTools.Responded respond(String task, Map<String, Object> params, String... options) {
        return new TaskQuestions(airflow)
                .respond(new RespondToTask("backup", "manual__1", task, Optional.empty(), List.of(options), params));
    }
}
