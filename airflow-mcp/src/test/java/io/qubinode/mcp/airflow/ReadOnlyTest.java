package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables that take tools away do so at every door. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
@WithTestResource(ReadOnlyTest.WithoutChangesAndMachines.class)
class ReadOnlyTest {

    public static class WithoutChangesAndMachines extends Settings {
        @Override
        public Map<String, String> start() {
            return Map.of(
                    "AIRFLOW_MCP_TOOLS", "dag_management,log_access",
                    "AIRFLOW_MCP_TOOLS_READ_ONLY", "true");
        }
    }

    @TestHTTPResource
    URI base;

    WireMockServer airflow;

    @BeforeEach
    void airflowIsWell() {
        AirflowOnTheWire.isWell(airflow);
    }

    @Test
    void listsOnlyWhatReadsAndIsOffered() {
        DoorClient.atEveryDoor(base, door -> {
            JsonArray tools = door.listedTools();
            assertThat(IntStream.range(0, tools.size())
                            .mapToObj(i -> tools.getJsonObject(i).getString("name")))
                    .as(door.door())
                    .containsExactlyInAnyOrder("list_dags", "get_dag_status", "diagnose_dag_run", "get_task_logs");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "trigger_dag, dag_id, backup",
        "create_vm, name, new",
        "delete_vm, name, test",
        "list_vms, state, running",
        "get_vm_info, vm_name, test"
    })
    void refusesTheOthersAsIfTheyDidNotExist(String tool, String argument, String value) {
        DoorClient.atEveryDoor(base, door -> {
            var audit = new AuditLines();
            Answer answer = door.call(tool, new JsonObject().put(argument, value));
            assertThat(answer.code()).as(door.door()).isEqualTo("not_found");
            assertThat(answer.text()).contains("There is no tool named").contains(tool);
            assertThat(audit.written()).hasSize(1);
            assertThat(audit.written().getFirst().getString("outcome")).isEqualTo("denied");
        });
        assertThat(airflow.getAllServeEvents()).isEmpty();
    }

    @Test
    void stillReads() {
        DoorClient.atEveryDoor(base, door -> assertThat(
                        door.call("list_dags", new JsonObject()).code())
                .isNull());
    }
}
