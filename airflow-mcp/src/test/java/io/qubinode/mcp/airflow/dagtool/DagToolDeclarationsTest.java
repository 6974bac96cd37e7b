package io.qubinode.mcp.airflow.dagtool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Tool;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DagToolDeclarationsTest {

    private final FakeAirflow airflow = new FakeAirflow();
    private final DagToolDeclarations declarations = new DagToolDeclarations(
            airflow, null, new DagToolSettings(List.of("lab_*"), Duration.ofMinutes(1), Duration.ofMinutes(1)));

    @Test
    void leavesOutADagThatVanishesMeanwhile() {
        dags(3);
        airflow.failures.put("lab_01", new ToolException(ErrorCode.NOT_FOUND, "There is no DAG lab_01.", ""));
        assertThat(names()).containsExactly("dag_lab_00", "dag_lab_02");
    }

    @Test
    void keepsTheToolOfADagThatCannotBeReadForNow() {
        dags(3);
        names();
        airflow.failures.put("lab_01", new ToolException(ErrorCode.BACKEND_REFUSED, "Airflow answered 500.", ""));
        assertThat(names()).containsExactly("dag_lab_00", "dag_lab_01", "dag_lab_02");
    }

    @Test
    void changesNothingWhileAirflowDoesNotAnswer() {
        dags(3);
        names();
        airflow.failures.put("lab_01", FakeAirflow.unavailable());
        assertThatThrownBy(this::names).isInstanceOf(ToolException.class);
        airflow.failures.clear();
        assertThat(names()).hasSize(3);
    }

    @Test
    void readsKnownDagsAgainByTurns() {
        dags(50);
        names();
        assertThat(airflow.dagsRead).hasSize(50);
        airflow.dagsRead.clear();
        for (int i = 0; i < 5; i++) {
            names();
        }
        assertThat(airflow.dagsRead).hasSize(50);
        assertThat(new HashSet<>(airflow.dagsRead)).hasSize(50);
    }

    private List<String> names() {
        return declarations.now().stream().map(Tool::name).sorted().toList();
    }

    private void dags(int count) {
        IntStream.range(0, count)
                .mapToObj(i -> "lab_%02d".formatted(i))
                .map(id -> FakeAirflow.listed(id, ""))
                .forEach(airflow.dags::add);
    }
}
