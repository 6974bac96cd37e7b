package io.qubinode.mcp.security.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsFileTest {

    private static final String HASH = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @Test
    void givesEachKeyTheRightsOfItsClient() throws IOException {
        var keys = clients("""
                {"clients": [{"id": "ci", "role": "execute", "tools": ["list_*"], "requests_per_minute": 5, "keys": [
                  {"key_sha256": "%s", "expires": "2027-01-31T00:00:00Z"}, {"key_sha256": "%s"}]}]}
                """.formatted(HASH, HASH)).keys();
        assertThat(keys).hasSize(2).allSatisfy(key -> {
            assertThat(key.caller().client()).isEqualTo("ci");
            assertThat(key.caller().role()).isEqualTo(Permission.EXECUTE);
            assertThat(key.caller().tools().include("list_dags")).isTrue();
            assertThat(key.caller().tools().include("create_vm")).isFalse();
            assertThat(key.caller().requestsPerMinute()).hasValue(5);
        });
        assertThat(keys.getFirst().expires()).isPresent();
        assertThat(keys.getLast().expires()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {                                                         | it is not JSON in the shape
            {"client": []}                                            | it is not JSON in the shape
            {}                                                        | it has no "clients"
            {"clients": [{"id": "a b", "role": "read", "keys": []}]}  | a b is not an id
            {"clients": [{"id": "a", "role": "root", "keys": []}]}    | it is not JSON in the shape
            {"clients": [{"id": "a", "keys": []}]}                    | client a: it has no role
            {"clients": [{"id": "a", "role": "read"}]}                | client a: it has no keys
            {"clients": [{"id": "a", "role": "read", "keys": [], "tools": []}]}              | client a: no tool is named
            {"clients": [{"id": "a", "role": "read", "keys": [], "tools": ["x y"]}]}         | client a: "x y" is not a valid tool name pattern
            {"clients": [{"id": "a", "role": "read", "keys": [], "requests_per_minute": 0}]} | client a: requests_per_minute
            {"clients": [{"id": "a", "role": "read", "keys": [{"key_sha256": "abcd"}]}]}     | client a: key_sha256 is not
            {"clients": [{"id": "a", "role": "read", "keys": []}, {"id": "a", "role": "read", "keys": []}]} | a client is there twice
            """)
    void saysWhatIsWrong(String json, String sentence) {
        assertThatThrownBy(() -> clients(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("clients.json: " + sentence);
    }

    @Test
    void takesAChangeOverAndKeepsTheLastGoodClientsWhenItIsBroken() throws IOException {
        var clients = clients(one("first"));
        write(one("second"));
        clients.refresh();
        assertThat(clients.keys().getFirst().caller().client()).isEqualTo("second");

        write("{broken");
        clients.refresh();
        assertThat(clients.keys().getFirst().caller().client()).isEqualTo("second");
        assertThat(clients.problem()).get().asString().startsWith("clients.json: it is not JSON");

        Files.delete(folder.resolve("clients.json"));
        clients.refresh();
        assertThat(clients.keys()).hasSize(1);
        assertThat(clients.problem()).contains("clients.json cannot be read");

        write(one("second"));
        clients.refresh();
        assertThat(clients.problem()).isEmpty();
    }

    private static String one(String id) {
        return "{\"clients\": [{\"id\": \"%s\", \"role\": \"read\", \"keys\": [{\"key_sha256\": \"%s\"}]}]}"
                .formatted(id, HASH);
    }

    private ClientsFile clients(String json) throws IOException {
        write(json);
        return new ClientsFile(folder.resolve("clients.json"));
    }

    private void write(String json) throws IOException {
        Files.writeString(folder.resolve("clients.json"), json);
    }
}
