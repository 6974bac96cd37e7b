package io.qubinode.mcp.airflow.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.airflow.control.ControlTools.RespondToTask;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
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
        assertThat(airflow.changes).containsExactly("answer may_i [Reject]");
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

    private void refuses(ErrorCode code, String words, String task, String... options) {
        assertThatThrownBy(() -> respond(task, options))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(code))
                .hasMessageContaining(words);
        assertThat(airflow.changes).isEmpty();
    }

    private ControlTools.Responded respond(String task, String... options) {
        return new TaskQuestions(airflow)
                .respond(new RespondToTask("backup", "manual__1", task, Optional.empty(), List.of(options), Map.of()));
    }
}
