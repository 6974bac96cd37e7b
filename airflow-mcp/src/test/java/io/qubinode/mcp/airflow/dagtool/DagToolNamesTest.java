package io.qubinode.mcp.airflow.dagtool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DagToolNamesTest {

    @Test
    void areWhatEveryModelApiTakes() {
        Map<String, String> names = DagToolNames.of(List.of("backup", "a.b", "a-b", "x".repeat(200)));
        assertThat(names).containsEntry("backup", "dag_backup");
        assertThat(names.values()).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-zA-Z0-9_]{1,64}"));
    }

    @Test
    void patternsMeanWholeIds() {
        assertThat(new DagPattern("report_*").matches("report_daily")).isTrue();
        assertThat(new DagPattern("report_*").matches("my_report_daily")).isFalse();
        assertThat(new DagPattern("a.b").matches("axb")).isFalse();
        assertThat(new DagPattern("*_daily").literal()).contains("_daily");
        assertThat(new DagPattern("*").literal()).isEmpty();
    }
}
