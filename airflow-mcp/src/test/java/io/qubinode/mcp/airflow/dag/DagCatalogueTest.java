package io.qubinode.mcp.airflow.dag;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.dag.DagTools.DagList;
import io.qubinode.mcp.airflow.dag.DagTools.ListDags;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DagCatalogueTest {

    private final FakeAirflow airflow = new FakeAirflow();

    @Test
    void givesEveryDagOnceFromPageToPage() {
        IntStream.range(0, 250).forEach(i -> airflow.dags.add(FakeAirflow.listed("dag_" + i, "")));
        var seen = new ArrayList<String>();
        Optional<String> cursor = Optional.empty();
        do {
            DagList page = list(cursor);
            assertThat(page.total()).isEqualTo(250);
            page.dags().forEach(dag -> seen.add(dag.dagId()));
            cursor = page.nextCursor();
        } while (cursor.isPresent());
        assertThat(seen)
                .containsExactlyElementsOf(airflow.dags.stream().map(Dag::dagId).toList());
    }

    @Test
    void cutsAPageThatIsTooLargeForAModel() {
        IntStream.range(0, 40).forEach(i -> airflow.dags.add(FakeAirflow.listed("dag_" + i, "d".repeat(1_000))));
        DagList page = list(Optional.empty());
        assertThat(page.dags()).hasSizeBetween(1, 7);
        assertThat(page.nextCursor()).contains(String.valueOf(page.dags().size()));
    }

    @Test
    void showsADagThatIsTooLargeAlone() {
        airflow.dags.add(FakeAirflow.listed("large", "d".repeat(20_000)));
        assertThat(list(Optional.empty()).dags()).hasSize(1);
    }

    @Test
    void endsBehindTheLastDag() {
        airflow.dags.add(FakeAirflow.listed("only", ""));
        assertThat(list(Optional.of("999999999")).dags()).isEmpty();
        assertThat(list(Optional.of("999999999")).nextCursor()).isEmpty();
    }

    private DagList list(Optional<String> cursor) {
        return new DagCatalogue(airflow).list(new ListDags(Optional.empty(), List.of(), Optional.empty(), 50, cursor));
    }
}
