package io.qubinode.mcp.airflow.airflowapi.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotFoundErrorsTest {

    @Test
    void tellADagThatIsListedButNotReadFromOneThatIsMisspelt() {
        ToolError unread =
                NotFoundErrors.dag("backup", List.of("backup", "backups")).error();
        assertThat(unread.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(unread.message()).isEqualTo("Airflow lists DAG backup, but has nothing else of it.");
        ToolError misspelt = NotFoundErrors.dag("backup", List.of("backups")).error();
        assertThat(misspelt.hint()).isEqualTo("Did you mean backups?");
    }
}
