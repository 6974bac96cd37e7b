package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.vm.CloudInitSeed.Contents;
import io.qubinode.mcp.airflow.vm.IsoImage.Names;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class CloudInitSeedTest {

    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1 alice \"the\" first: #1 'x' <&>";

    /** cloud-init takes a file system of this label, in any case. */
    @ParameterizedTest
    @EnumSource
    void hasTheLabelThatCloudInitLooksFor(Names names) {
        assertThat(seed(Optional.empty()).label(names)).isEqualToIgnoringCase("cidata");
    }

    @ParameterizedTest
    @EnumSource
    void holdsTheTwoFilesOfNoCloudByTheirNames(Names names) {
        assertThat(seed(Optional.empty()).files(names)).containsOnlyKeys("meta-data", "user-data");
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheMachineItsName(Names names) throws IOException {
        JsonNode meta =
                ToolJson.MAPPER.readTree(seed(Optional.empty()).files(names).get("meta-data"));
        assertThat(meta.path("instance-id").asText()).isEqualTo("id-7");
        assertThat(meta.path("local-hostname").asText()).isEqualTo("new-1");
    }

    @Test
    void letsTheHolderOfTheKeyIn() throws IOException {
        String user = seed(Optional.of(KEY)).files(Names.PRIMARY).get("user-data");
        assertThat(user).startsWith("#cloud-config\n");
        JsonNode config = ToolJson.MAPPER.readTree(user.substring(user.indexOf('\n')));
        assertThat(config.path("ssh_authorized_keys"))
                .extracting(JsonNode::asText)
                .containsExactly(KEY);
        assertThat(config.path("ssh_pwauth").asBoolean(true)).isFalse();
        assertThat(config.path("hostname").asText()).isEqualTo("new-1");
    }

    @Test
    void letsTheHoldersOfSeveralKeysIn() throws IOException {
        List<String> keys = List.of(KEY, "ssh-rsa AAAAB3NzaC1yc2E= bob");
        var seed = new IsoImage(CloudInitSeed.of(new Contents("new-1", "id-7", keys, List.of(), Optional.empty())));
        String user = seed.files(Names.PRIMARY).get("user-data");
        assertThat(ToolJson.MAPPER.readTree(user.substring(user.indexOf('\n'))).path("ssh_authorized_keys"))
                .extracting(JsonNode::asText)
                .isEqualTo(keys);
        assertThat(ToolJson.MAPPER
                        .readTree(seed.files(Names.PRIMARY).get("meta-data"))
                        .path("public-keys"))
                .extracting(JsonNode::asText)
                .isEqualTo(keys);
    }

    @Test
    void installsPackages() throws IOException {
        var seed = new IsoImage(
                CloudInitSeed.of(new Contents("new-1", "id-7", List.of(), List.of("vim", "nginx"), Optional.empty())));
        String user = seed.files(Names.PRIMARY).get("user-data");
        assertThat(ToolJson.MAPPER.readTree(user.substring(user.indexOf('\n'))).path("packages"))
                .extracting(JsonNode::asText)
                .containsExactly("vim", "nginx");
    }

    /** cloud-init applies both, and lets user-data win. */
    @ParameterizedTest
    @EnumSource
    void leavesTheCallersUserDataAsItIs(Names names) {
        String own = "#cloud-config\nruncmd: [echo \"<&>'\"]\n# ---\n";
        var seed = new IsoImage(
                CloudInitSeed.of(new Contents("new-1", "id-7", List.of(KEY), List.of("vim"), Optional.of(own))));
        assertThat(seed.files(names).get("user-data")).isEqualTo(own);
        assertThat(seed.files(names).get("vendor-data"))
                .startsWith("#cloud-config\n")
                .contains("vim", "ssh-ed25519");
    }

    /** What YAML would take for something else than a text. */
    @ParameterizedTest
    @ValueSource(strings = {"no", "null", "1e3", "0x10", "12-11-10", "true"})
    void keepsANameATextWhateverItLooksLike(String name) throws IOException {
        var seed = new IsoImage(CloudInitSeed.of(new Contents(name, "id-7", List.of(), List.of(), Optional.empty())));
        Object read = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(seed.files(Names.PRIMARY).get("user-data"));
        assertThat(((Map<?, ?>) read).get("hostname")).isEqualTo(name);
    }

    @Test
    void namesNoKeyWhenThereIsNone() {
        assertThat(seed(Optional.empty()).files(Names.PRIMARY).get("user-data")).doesNotContain("ssh_authorized_keys");
    }

    @Test
    void isSmall() {
        assertThat(CloudInitSeed.of(contents(Optional.of(KEY))).length).isLessThan(1_000_000);
    }

    @Test
    void printsNothing() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var printed = new ByteArrayOutputStream();
        var trap = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(trap);
        System.setErr(trap);
        try {
            CloudInitSeed.of(contents(Optional.of(KEY)));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static IsoImage seed(Optional<String> key) {
        return new IsoImage(CloudInitSeed.of(contents(key)));
    }

    private static Contents contents(Optional<String> key) {
        return new Contents("new-1", "id-7", key.stream().toList(), List.of(), Optional.empty());
    }
}
