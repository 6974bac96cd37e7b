package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tools on two hypervisors of libvirt's test driver. */
@QuarkusTest
@NeedsLibvirt
@WithTestResource(OutsideSystems.class)
@WithTestResource(SeveralHostsTest.TwoHosts.class)
class SeveralHostsTest {

    @TestHTTPResource
    URI base;

    /** The second has a machine named "second", the first one named "test". */
    public static final class TwoHosts extends Settings {
        @Override
        public Map<String, String> start() {
            Path second = Path.of("src/test/resources/libvirt/second-host.xml").toAbsolutePath();
            return Map.of(
                    "airflow.libvirt.uri",
                    "one=test:///default,two=test://" + second,
                    "airflow.mcp.tools.vm_lifecycle.enabled",
                    "true",
                    "airflow.mcp.tools.vm_snapshots.enabled",
                    "true");
        }
    }

    @Test
    void listsTheMachinesOfAllHostsWithTheirHosts() {
        DoorClient.atEveryDoor(base, door -> {
            assertThat(hostsByName(ok(door.call("list_vms", new JsonObject()))))
                    .contains("second on two", "test on one");
            assertThat(hostsByName(ok(door.call("list_vms", new JsonObject().put("host", "two")))))
                    .containsExactly("second on null");
            JsonObject page = ok(door.call("list_vms", new JsonObject().put("limit", 1)));
            assertThat(hostsByName(page)).containsExactly("second on two");
            JsonObject rest = ok(door.call("list_vms", new JsonObject().put("cursor", page.getString("next_cursor"))));
            assertThat(hostsByName(rest)).contains("test on one").doesNotContain("second on two");
        });
    }

    @Test
    void findsAMachineAndSaysWhereItIs() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject info = ok(door.call("get_vm_info", new JsonObject().put("vm_name", "second")));
            assertThat(info.getString("host")).isEqualTo("two");
            assertThat(door.call(
                                    "get_vm_info",
                                    new JsonObject().put("vm_name", "second").put("host", "one"))
                            .code())
                    .isEqualTo("not_found");
        });
    }

    @Test
    void makesChangesAndDeletesAMachineOnTheChosenHost() {
        DoorClient.atEveryDoor(base, door -> {
            String name = "placed-" + door.door().replace('_', '-');
            JsonObject made = ok(door.call(
                    "create_vm",
                    new JsonObject().put("name", name).put("memory", 128).put("host", "two")));
            assertThat(made.getString("host")).isEqualTo("two");
            JsonObject again =
                    ok(door.call("create_vm", new JsonObject().put("name", name).put("memory", 128)));
            assertThat(again.getString("host")).isEqualTo("two");
            assertThat(ok(door.call(
                                    "vm_power",
                                    new JsonObject().put("name", name).put("action", "force_off")))
                            .getString("host"))
                    .isEqualTo("two");
            assertThat(ok(door.call("delete_vm", new JsonObject().put("name", name)))
                            .getString("host"))
                    .isEqualTo("two");
        });
    }

    @Test
    void deletesAMachineWithItsSnapshotsWhereThatIsSaid() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject machine =
                    new JsonObject().put("name", "kept-" + door.door().replace('_', '-'));
            ok(door.call("create_vm", machine.copy().put("memory", 128).put("host", "two")));
            ok(door.call("create_vm_snapshot", machine.copy().put("snapshot", "one")));
            ok(door.call("delete_vm", machine.copy().put("force", true).put("delete_snapshots", true)));
            assertThat(door.call("get_vm_info", machine).code()).isEqualTo("not_found");
        });
    }

    private static List<String> hostsByName(JsonObject list) {
        JsonArray machines = list.getJsonArray("vms");
        return machines.stream()
                .map(JsonObject.class::cast)
                .map(machine -> machine.getString("name") + " on " + machine.getString("host"))
                .toList();
    }

    private static JsonObject ok(Answer answer) {
        assertThat(answer.code()).as(answer.text()).isNull();
        return answer.content();
    }
}
