package io.qubinode.mcp.airflow.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.insight.InsightTools.GetDagSource;
import io.qubinode.mcp.airflow.insight.InsightTools.Source;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DagViewsTest {

    private final FakeAirflow airflow = new FakeAirflow();

    @Test
    void readsALongFileInPiecesWithoutGapOrRepeat() {
        List<String> lines = IntStream.rangeClosed(1, 400)
                .mapToObj(i -> "line " + i + " " + "x".repeat(40))
                .toList();
        airflow.source = String.join("\n", lines);
        var text = new StringBuilder();
        int from = 1;
        while (from <= 400) {
            Source piece = new DagViews(airflow).source(new GetDagSource("backup", Optional.empty(), from));
            assertThat(piece.text()).hasSizeLessThan(7_100);
            text.append(piece.text()).append('\n');
            from = piece.toLine() + 1;
        }
        assertThat(text.toString().strip()).isEqualTo(airflow.source);
    }

    @Test
    void masksSecretsInTheFile() {
        airflow.source = "PASSWORD = 'hunter2hunter2'";
        assertThat(new DagViews(airflow)
                        .source(new GetDagSource("backup", Optional.empty(), 1))
                        .text())
                .isEqualTo("PASSWORD = '***'");
    }
}
