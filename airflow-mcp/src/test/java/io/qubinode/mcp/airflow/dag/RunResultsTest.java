package io.qubinode.mcp.airflow.dag;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagTask;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunResultsTest {

    private final FakeAirflow airflow = new FakeAirflow();
    private final AtomicInteger asked = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({
        "3, success, 3, false",
        "20, success, 20, false",
        "21, success, 20, true",
        "1000, success, 20, true",
        "1000, failed, 0, true"
    })
    void asksForNoMoreTasksThanAreShown(int tasks, String state, int shown, boolean cut) {
        IntStream.range(0, tasks).mapToObj(i -> "task" + i).forEach(id -> {
            airflow.dagTasks.add(new DagTask(id, Optional.empty(), "Bash", "all_success", 0, false, List.of()));
            airflow.tasks.add(FakeAirflow.task(id, state, 1));
            airflow.results.put(id, IntNode.valueOf(1));
        });
        RunResults results = RunResults.of(counted(), FakeAirflow.run("success"));
        assertThat(results.values()).hasSize(shown);
        assertThat(results.cut()).isEqualTo(cut);
        assertThat(results.note().isPresent()).isEqualTo(cut);
        assertThat(asked.get()).isLessThanOrEqualTo(40);
    }

    private Airflow counted() {
        return (Airflow) Proxy.newProxyInstance(
                Airflow.class.getClassLoader(), new Class<?>[] {Airflow.class}, (proxy, method, given) -> {
                    if (method.getName().equals("taskInstances")) {
                        asked.incrementAndGet();
                    }
                    return method.invoke(airflow, given);
                });
    }
}
