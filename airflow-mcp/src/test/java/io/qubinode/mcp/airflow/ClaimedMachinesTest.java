package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whichever tool changes machines leaves one alone that another call works on. */
@QuarkusTest
@NeedsLibvirt
@WithTestResource(OutsideSystems.class)
@WithTestResource(SeveralHostsTest.TwoHosts.class)
class ClaimedMachinesTest {

    private static final Map<String, String> MORE_ARGUMENTS =
            Map.of("action", "suspend", "new_name", "other", "snapshot", "one");

    @TestHTTPResource
    URI base;

    @Inject
    NameClaims claims;

    @Test
    void isLeftAloneByEveryToolThatChangesMachines() {
        try (DoorClient door = DoorClient.streamable(base)) {
            List<JsonObject> changing = door.listedTools().stream()
                    .map(JsonObject.class::cast)
                    .filter(ClaimedMachinesTest::changesMachines)
                    .toList();
            assertThat(changing)
                    .extracting(tool -> tool.getString("name"))
                    .contains("create_vm", "delete_vm", "vm_power", "resize_vm", "clone_vm", "rename_vm")
                    .contains("create_vm_snapshot", "revert_vm_snapshot", "delete_vm_snapshot");
            try (Claim claim = claims.claim("a test", "test")) {
                assertThat(claim).isNotNull();
                changing.forEach(tool -> refused(door, tool, "test"));
            }
            try (Claim claim = claims.claim("a test", "other")) {
                assertThat(claim).isNotNull();
                changing.stream()
                        .filter(tool -> properties(tool).containsKey("new_name"))
                        .forEach(tool -> refused(door, tool, "other"));
            }
            JsonObject after = new JsonObject().put("name", "test").put("action", "suspend");
            assertThat(door.call("vm_power", after).content().getString("before"))
                    .isEqualTo("running");
            assertThat(door.call("vm_power", after.put("action", "resume")).code())
                    .isNull();
        }
    }

    private static boolean changesMachines(JsonObject tool) {
        return !tool.getJsonObject("annotations").getBoolean("readOnlyHint")
                && properties(tool).containsKey("name")
                && !tool.getString("name").contains("dag");
    }

    private static JsonObject properties(JsonObject tool) {
        return tool.getJsonObject("inputSchema").getJsonObject("properties");
    }

    private static void refused(DoorClient door, JsonObject tool, String claimed) {
        JsonObject arguments = new JsonObject().put("name", "test");
        MORE_ARGUMENTS.forEach((name, value) -> {
            if (properties(tool).containsKey(name)) {
                arguments.put(name, value);
            }
        });
        if (tool.getString("name").equals("resize_vm")) {
            arguments.put("cpus", 1);
        }
        Answer answer = door.call(tool.getString("name"), arguments);
        assertThat(answer.code())
                .as("%s: %s", tool.getString("name"), answer.text())
                .isEqualTo("wrong_state");
        assertThat(answer.text()).contains("virtual machine " + claimed + ": a test. Nothing was changed");
    }
}
