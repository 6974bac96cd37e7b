package io.qubinode.mcp.airflow.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.qubinode.mcp.airflow.airflowapi.LogicalDate;
import io.qubinode.mcp.airflow.airflowapi.NewDagRun;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunCreationTest {

    private final FakeAirflow airflow = new FakeAirflow();
    private final RunCreation creation = new RunCreation(airflow);

    @Test
    void saysNothingOfAnOrdinaryRun() {
        assertThat(create().note()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"target\":\"/srv\",\"copies\":2}", "{\"copies\":2.0,\"target\":\"/srv\"}"})
    void givesTheFirstRunWhenTheSameRequestComesAgain(String conf) {
        airflow.triggerFailure = Optional.of(failure(ErrorCode.ALREADY_EXISTS));
        there("success", conf);
        RunCreation.Created created = create();
        assertThat(created.run().state()).isEqualTo("success");
        assertThat(created.note().orElseThrow()).contains("existed already").contains("not started a second time");
        assertThat(airflow.changes).containsExactly("trigger backup");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"target\":\"/mnt\",\"copies\":2}", "{\"target\":\"/srv\",\"copies\":3}", "\"text\""})
    void refusesTheRunIdOfARunWithAnotherConf(String conf) {
        airflow.triggerFailure = Optional.of(failure(ErrorCode.ALREADY_EXISTS));
        there("success", conf);
        fails(this::create, ErrorCode.ALREADY_EXISTS, "with another conf", "Choose another run_id");
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKEND_TIMEOUT", "BACKEND_UNAVAILABLE", "BACKEND_REFUSED"})
    void findsTheRunWhenTheAnswerWasLost(ErrorCode lost) {
        airflow.triggerFailure = Optional.of(failure(lost));
        there("queued", "{\"target\":\"/srv\",\"copies\":2}");
        RunCreation.Created created = create();
        assertThat(created.run().state()).isEqualTo("queued");
        assertThat(created.note().orElseThrow()).isEqualTo("Airflow's answer was lost, but it created the run.");
        assertThat(airflow.changes).as("sent once").containsExactly("trigger backup");
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKEND_TIMEOUT", "BACKEND_UNAVAILABLE"})
    void saysThatTheRunIsNotThereAndHowToTryAgainSafely(ErrorCode lost) {
        airflow.triggerFailure = Optional.of(failure(lost));
        fails(this::create, lost, "So far it has not created the run.", "use run_id \"manual__1\"");
        assertThat(airflow.changes).as("sent once").containsExactly("trigger backup");
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKEND_TIMEOUT", "BACKEND_UNAVAILABLE"})
    void saysThatItDoesNotKnowWhenAirflowDoesNotTell(ErrorCode lost) {
        airflow.triggerFailure = Optional.of(failure(lost));
        airflow.failure = Optional.of(FakeAirflow.unavailable());
        fails(this::create, lost, "Whether it created the run is not known.", "use run_id \"manual__1\"");
    }

    @Test
    void leavesARefusalAsItIsWhenThereIsNoRun() {
        ToolException refusal = failure(ErrorCode.BACKEND_REFUSED);
        airflow.triggerFailure = Optional.of(refusal);
        assertThatThrownBy(this::create).isSameAs(refusal);
    }

    private RunCreation.Created create() {
        return creation.create(
                "backup",
                new NewDagRun(
                        Map.of("target", "/srv", "copies", 2), "manual__1", LogicalDate.of(Optional.empty()), ""));
    }

    private void there(String state, String conf) {
        try {
            airflow.there = Optional.of(
                    new RunDetails(FakeAirflow.run(state), ToolJson.MAPPER.readTree(conf), Optional.empty()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(conf, e);
        }
    }

    private static ToolException failure(ErrorCode code) {
        return new ToolException(code, "It failed.", "Do something.");
    }

    private static void fails(ThrowingCallable call, ErrorCode code, String message, String hint) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(code);
            assertThat(e.error().message()).contains(message);
            assertThat(e.error().hint()).contains(hint);
        });
    }
}
