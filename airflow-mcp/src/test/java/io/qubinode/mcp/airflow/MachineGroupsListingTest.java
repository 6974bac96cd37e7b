package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.ListingSnapshots;
import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tool groups for machines that are off by default: what a language model reads, and each tool on libvirt's test driver. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
@WithTestResource(MachineGroupsListingTest.MachineGroups.class)
class MachineGroupsListingTest {

    private static final JsonObject MACHINE = new JsonObject().put("name", "test");

    @TestHTTPResource
    URI base;

    /** The three groups, and no other. */
    public static final class MachineGroups extends Settings {
        @Override
        public Map<String, String> start() {
            return Map.of(
                    "airflow.mcp.tools.dag_management.enabled", "false",
                    "airflow.mcp.tools.vm_operations.enabled", "false",
                    "airflow.mcp.tools.log_access.enabled", "false",
                    "airflow.mcp.tools.vm_insight.enabled", "true",
                    "airflow.mcp.tools.vm_lifecycle.enabled", "true",
                    "airflow.mcp.tools.vm_snapshots.enabled", "true");
        }
    }

    @Test
    void isAsAccepted() throws IOException {
        new ListingSnapshots("tools-for-machines", base).check();
    }

    @Test
    void fitsIntoFifteenKilobytes() {
        assertThat(new ListingSnapshots("tools-for-machines", base).bytes()).isLessThan(15_000);
    }

    @Test
    @NeedsLibvirt
    void suspendsAndResumesAMachine() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject paused = ok(door.call("vm_power", MACHINE.copy().put("action", "suspend")));
            assertThat(paused.getString("before") + " " + paused.getString("state"))
                    .isEqualTo("running paused");
            Answer refused = door.call("vm_power", MACHINE.copy().put("action", "shutdown"));
            assertThat(refused.code()).isEqualTo("wrong_state");
            assertThat(refused.text()).contains("resume");
            JsonObject running = ok(door.call("vm_power", MACHINE.copy().put("action", "resume")));
            assertThat(running.getString("state")).isEqualTo("running");
            assertThat(ok(door.call("vm_power", MACHINE.copy().put("action", "start")))
                            .getString("note"))
                    .isEqualTo("Nothing to do.");
        });
    }

    @Test
    @NeedsLibvirt
    void takesListsRevertsAndDeletesSnapshots() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject first = MACHINE.copy().put("snapshot", "first");
            ok(door.call("create_vm_snapshot", first.copy().put("description", "before <the> upgrade")));
            assertThat(door.call("create_vm_snapshot", first).code()).isEqualTo("already_exists");
            ok(door.call("create_vm_snapshot", MACHINE.copy().put("snapshot", "second")));
            var listed = ok(door.call("list_vm_snapshots", MACHINE)).getJsonArray("snapshots");
            assertThat(listed).hasSize(2);
            assertThat(listed.getJsonObject(0).getString("description")).isEqualTo("before <the> upgrade");
            assertThat(listed.getJsonObject(1).getString("parent")).isEqualTo("first");
            assertThat(listed.getJsonObject(1).getBoolean("current")).isTrue();
            assertThat(ok(door.call("revert_vm_snapshot", first)).getString("state"))
                    .isEqualTo("running");
            assertThat(door.call("revert_vm_snapshot", MACHINE.copy().put("snapshot", "frist"))
                            .text())
                    .contains("first");
            assertThat(ok(door.call("delete_vm_snapshot", MACHINE.copy().put("snapshot", "second")))
                            .getInteger("left"))
                    .isEqualTo(1);
            ok(door.call("delete_vm_snapshot", first));
        });
    }

    @Test
    @NeedsLibvirt
    void looksAtTheHost() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject host = ok(door.call("get_host_info", new JsonObject()));
            assertThat(host.getInteger("running_machines")).isPositive();
            assertThat(host.containsKey("free_memory_mib"))
                    .as("the test driver's is wrong by 1,024 times")
                    .isFalse();
            assertThat(host.getJsonArray("networks")).contains("default");
            JsonObject network = ok(door.call("list_networks", new JsonObject()))
                    .getJsonArray("networks")
                    .getJsonObject(0);
            assertThat(network.getString("mode")).isEqualTo("nat");
            assertThat(network.getJsonArray("dhcp_ranges")).containsExactly("192.168.122.2 to 192.168.122.254");
            assertThat(ok(door.call("list_storage_pools", new JsonObject()))
                            .getJsonArray("pools")
                            .getJsonObject(0)
                            .getString("name"))
                    .isEqualTo("default-pool");
        });
    }

    @Test
    @NeedsLibvirt
    void tellsWhatACreationWouldDo() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject fits = ok(door.call("preflight_vm_creation", new JsonObject().put("name", "new")));
            assertThat(fits.getBoolean("possible")).as(fits.encode()).isTrue();
            assertThat(fits.getJsonArray("steps").encode())
                    .contains("\"start it\"")
                    .doesNotContain("download");
            JsonObject taken =
                    ok(door.call("preflight_vm_creation", MACHINE.copy().put("cpus", 200)));
            assertThat(taken.getJsonArray("missing")).hasSize(2);
        });
    }

    @Test
    @NeedsLibvirt
    void setsMemoryForTheNextStart() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject resized = ok(door.call("resize_vm", MACHINE.copy().put("memory", 9_000)));
            assertThat(resized.getBoolean("restart_needed")).isTrue();
            assertThat(resized.getJsonArray("changes").getJsonObject(0).getString("applies"))
                    .isEqualTo("at_next_start");
            ok(door.call("resize_vm", MACHINE.copy().put("memory", 8_192)));
            assertThat(door.call("resize_vm", MACHINE).code()).isEqualTo("invalid_argument");
        });
    }

    @Test
    @NeedsLibvirt
    void saysWhatIsWrongWithAMachine() {
        DoorClient.atEveryDoor(base, door -> {
            ok(door.call("vm_power", MACHINE.copy().put("action", "suspend")));
            JsonObject diagnosed = ok(door.call("diagnose_vm", MACHINE));
            ok(door.call("vm_power", MACHINE.copy().put("action", "resume")));
            assertThat(diagnosed.getBoolean("well")).isFalse();
            assertThat(diagnosed.getJsonArray("findings").getJsonObject(0).getString("next"))
                    .contains("resume");
        });
    }

    @Test
    @NeedsLibvirt
    void missesNothingOfASimulatedMachine() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject diagnosed = ok(door.call("diagnose_vm", MACHINE));
            assertThat(diagnosed.getBoolean("well")).as(diagnosed.encode()).isTrue();
            assertThat(diagnosed.getJsonArray("findings")).isEmpty();
            assertThat(diagnosed.getJsonArray("unchecked").encode())
                    .contains("simulated")
                    .doesNotContain("virDomain");
        });
    }

    /** An answer says name, memory_mib and disk_gib, whatever the schema calls the argument. */
    @Test
    @NeedsLibvirt
    void takesArgumentsByTheNamesThatAnswersUse() {
        DoorClient.atEveryDoor(base, door -> {
            var sizes = new JsonObject()
                    .put("name", "sized")
                    .put("memory_mib", 3_000)
                    .put("disk_gib", 7);
            assertThat(ok(door.call("preflight_vm_creation", sizes))
                            .getJsonArray("steps")
                            .encode())
                    .contains("of 7 GiB", "3000 MiB");
            JsonObject same = new JsonObject().put("vm_name", "test").put("memory_mib", 8_192);
            assertThat(ok(door.call("resize_vm", same)).getString("name")).isEqualTo("test");
            assertThat(door.call("resize_vm", MACHINE.copy().put("disk_gib", 0)).text())
                    .contains("disk_size");
            assertThat(ok(door.call("diagnose_vm", new JsonObject().put("vm_name", "test")))
                            .getString("name"))
                    .isEqualTo("test");
        });
    }

    @Test
    @NeedsLibvirt
    void showsTheScreenAsAPicture() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject shot = ok(door.call("vm_screenshot", MACHINE));
            assertThat(shot.getInteger("width")).isPositive();
            assertThat(shot.containsKey("image")).isEqualTo(door.door().equals("rest"));
        });
    }

    @Test
    @NeedsLibvirt
    void namesTheNearestMachineThatThereIs() {
        DoorClient.atEveryDoor(base, door -> {
            for (String tool : new String[] {"get_vm_console_log", "get_guest_info", "get_vm_metrics", "diagnose_vm"}) {
                Answer answer = door.call(tool, new JsonObject().put("vm_name", "tset"));
                assertThat(answer.code()).isEqualTo("not_found");
                assertThat(answer.text()).contains("Did you mean test?");
            }
        });
    }

    private static JsonObject ok(Answer answer) {
        assertThat(answer.code()).as(answer.text()).isNull();
        return answer.content();
    }
}
