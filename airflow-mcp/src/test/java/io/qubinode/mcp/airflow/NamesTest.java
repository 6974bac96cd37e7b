package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a caller may try to smuggle in by the arguments of the machine tools. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class NamesTest {

    @TestHTTPResource
    URI base;

    static Stream<String> evil() {
        return Stream.of(
                "../../etc/x",
                "a;rm -rf /",
                "$(id)",
                "`id`",
                "a|b",
                "</name><x/>",
                "a&amp;b",
                "a'b",
                "a\"b",
                "a\nb",
                "a\u0000b",
                "a\u202eb",
                "ünïcode",
                "名前",
                "\ud83d\ude00",
                "--help",
                "x".repeat(10_000));
    }

    @ParameterizedTest
    @MethodSource("evil")
    void areRefusedWhereverANameGoes(String name) {
        refuses("create_vm", new JsonObject().put("name", name));
        findsNothing("delete_vm", new JsonObject().put("name", name));
        findsNothing("get_vm_info", new JsonObject().put("vm_name", name));
        for (String argument : List.of("image", "network")) {
            findsNothing("create_vm", new JsonObject().put("name", "ok").put(argument, name));
        }
        for (String argument : List.of("ssh_key", "user_data")) {
            refuses("create_vm", new JsonObject().put("name", "ok").put(argument, name));
        }
        for (String argument : List.of("packages", "labels")) {
            refuses("create_vm", new JsonObject().put("name", "ok").put(argument, new JsonArray().add(name)));
        }
    }

    @Test
    void areRefusedInUserData() {
        String bomb = "#cloud-config\na: &a [x,x]\nb: [" + String.join(",", Collections.nCopies(1_000, "*a")) + "]\n";
        for (String text : List.of(
                bomb,
                "#cloud-config\na: !!python/object/apply:os.system [id]\n",
                "#include\nhttp://elsewhere.example")) {
            refuses("create_vm", new JsonObject().put("name", "ok").put("user_data", text));
        }
    }

    @Test
    @NeedsLibvirt
    void leaveNothing() {
        assertThat(DoorClient.rest(base)
                        .call("list_vms", new JsonObject())
                        .content()
                        .encode())
                .doesNotContain("\"ok\"");
    }

    /** What others named may have any name that libvirt takes. */
    private void findsNothing(String tool, JsonObject arguments) {
        Answer answer = DoorClient.rest(base).call(tool, arguments);
        assertThat(answer.code()).as(tool + " " + arguments.encode()).isIn("invalid_argument", "not_found");
        assertThat(answer.text().length()).isLessThan(2_000);
    }

    private void refuses(String tool, JsonObject arguments) {
        Answer answer = DoorClient.rest(base).call(tool, arguments);
        assertThat(answer.code()).as(tool + " " + arguments.encode()).isEqualTo("invalid_argument");
        assertThat(answer.status()).contains(400);
        assertThat(answer.text().length()).isLessThan(2_000);
    }
}
