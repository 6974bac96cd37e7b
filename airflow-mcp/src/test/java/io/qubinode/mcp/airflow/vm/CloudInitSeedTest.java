package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.vm.IsoImage.Names;
import io.qubinode.mcp.security.tool.ToolJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        assertThat(meta.path("instance-id").asText()).isEqualTo("new-1");
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
    void namesNoKeyWhenThereIsNone() {
        assertThat(seed(Optional.empty()).files(Names.PRIMARY).get("user-data")).doesNotContain("ssh_authorized_keys");
    }

    @Test
    void isSmall() {
        assertThat(CloudInitSeed.of("new-1", Optional.of(KEY)).length).isLessThan(1_000_000);
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
            CloudInitSeed.of("new-1", Optional.of(KEY));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static IsoImage seed(Optional<String> key) {
        return new IsoImage(CloudInitSeed.of("new-1", key));
    }
}
