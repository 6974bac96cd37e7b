package io.qubinode.mcp.airflow.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.insight.InsightTools.Target;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class AirflowLinksTest {

    private final AirflowLinks links = new AirflowLinks(
            List.of(URI.create("http://localhost:8080"), URI.create("https://airflow.lab.example/base")));

    @Test
    void readsLinksOfAirflow3() {
        Target target = links.resolve("http://127.0.0.1:8080/dags/backup/runs/manual__2026-11-24T05:00:00+00:00"
                + "/tasks/copy/mapped/3?try_number=2");
        assertThat(target.dagId()).isEqualTo("backup");
        assertThat(target.runId()).contains("manual__2026-11-24T05:00:00+00:00");
        assertThat(target.taskId()).contains("copy");
        assertThat(target.mapIndex()).contains(3);
        assertThat(target.tryNumber()).contains(2);
    }

    @Test
    void readsLinksOfAirflow2() {
        Target target = links.resolve("https://airflow.lab.example/base/dags/backup/grid?dag_run_id="
                + "scheduled__2026-11-24T05%3A00%3A00%2B00%3A00&task_id=copy&map_index=-1&tab=logs");
        assertThat(target.dagId()).isEqualTo("backup");
        assertThat(target.runId()).contains("scheduled__2026-11-24T05:00:00+00:00");
        assertThat(target.taskId()).contains("copy");
        assertThat(target.mapIndex()).isEmpty();
    }

    @Test
    void refusesOtherServers() {
        assertThatThrownBy(() -> links.resolve("http://localhost:8081/dags/backup"))
                .hasMessageContaining("not a link to the configured Airflow");
        assertThatThrownBy(() -> links.resolve("https://evil.example/base/dags/backup"))
                .hasMessageContaining("not a link to the configured Airflow");
    }

    @Test
    void refusesWhatNamesNoDag() {
        assertThatThrownBy(() -> links.resolve("http://localhost:8080/pools")).hasMessageContaining("names no DAG");
        assertThatThrownBy(() -> links.resolve("http://localhost:8080/dags/%2e%2e%2fpools"))
                .hasMessageContaining("cannot have");
        assertThatThrownBy(() -> links.resolve("not a link at all")).hasMessageContaining("not a complete link");
    }
}
