package io.qubinode.mcp.security.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {

    private static final SecretMask MASK = new SecretMask(List.of("our-own-password", "short"), Optional.empty());
    private static final String KEY = "audit-key-0123456789abcdef0123456789";

    @ParameterizedTest
    @ValueSource(
            strings = {"password", "rootPassword", "API_KEY", "apikey", "token", "client_secret", "ssh_private_key"})
    void hidesTheValuesOfKeysThatNameASecretHoweverDeep(String key) {
        ObjectNode value = ToolJson.MAPPER.createObjectNode();
        value.putObject("conf").putArray("list").addObject().put(key, "hunter2");
        assertThat(MASK.masked(value).toString()).doesNotContain("hunter2").contains(key);
    }

    @Test
    void cutsWhatIsLong() {
        ObjectNode value = ToolJson.MAPPER.createObjectNode().put("text", "t".repeat(1_000_000));
        for (int i = 0; i < 10_000; i++) {
            value.put("k" + i, i);
        }
        assertThat(MASK.masked(value).toString()).hasSizeLessThan(1_500).contains("(1000000 characters)");
    }

    @Test
    void cutsWhatIsWide() {
        ObjectNode value = ToolJson.MAPPER.createObjectNode();
        for (int i = 0; i < 50; i++) {
            for (int j = 0; j < 50; j++) {
                value.withArray("a" + i)
                        .addArray()
                        .add("t".repeat(200))
                        .add("t".repeat(200))
                        .add("t".repeat(200));
            }
        }
        assertThat(value.toString()).hasSizeGreaterThan(1_500_000);
        assertThat(MASK.masked(value).toString()).hasSizeLessThan(150_000).contains("…");
    }

    @Test
    void survivesDeepNesting() {
        ObjectNode root = ToolJson.MAPPER.createObjectNode();
        ObjectNode deepest = root;
        for (int i = 0; i < 10_000; i++) {
            deepest = deepest.putObject("d");
        }
        assertThat(MASK.masked(root).toString()).hasSizeLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\nhunter2",
                "Bearer hunter2hunter2",
                "https://root:hunter2@host/",
                "mount with password=hunter2,ro",
                "token:hunter2",
                "run it with API_KEY=hunter2 twice",
                "Passwd: hunter2",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2IifQ.hunter2",
                "our-own-password"
            })
    void hidesWhatLooksLikeASecretOrIsOneOfOurs(String text) {
        ObjectNode value = ToolJson.MAPPER.createObjectNode().put("note", "see " + text);
        assertThat(MASK.masked(value).get("note").asText())
                .startsWith("see ")
                .contains("***")
                .doesNotContain("hunter2")
                .doesNotContain("our-own");
        assertThat(MASK.text(text)).contains("***").doesNotContain("hunter2").doesNotContain("our-own");
    }

    @Test
    void leavesOtherTextAlone() {
        ObjectNode value =
                ToolJson.MAPPER.createObjectNode().put("note", "a short token of thanks: https://host:8080/a@b");
        assertThat(MASK.masked(value)).isEqualTo(value);
    }

    @Test
    void withAKeyTheSameSecretIsKnownAgainButCannotBeRead() {
        var mask = new SecretMask(List.of("our-own-password"), Optional.of(KEY));
        String hash = masked(mask, "our-own-password");
        assertThat(hash).matches("hmac:[0-9a-f]{32}");
        assertThat(masked(mask, "our-own-password")).isEqualTo(hash);
        assertThat(mask.text("our-own-password")).isEqualTo(hash);
        assertThat(masked(mask, "another")).isNotEqualTo(hash);
        assertThat(masked(new SecretMask(List.of(), Optional.of(KEY + "2")), "our-own-password"))
                .isNotEqualTo(hash);
    }

    @Test
    void hidesSecretsInTextOfAnyLengthAndLeavesTheRest() {
        assertThat(SecretMask.mask("password=hunter2 user=bob")).isEqualTo("password=*** user=bob");
        assertThat(SecretMask.mask("\"api_key\": \"abc def\", \"n\": 1")).isEqualTo("\"api_key\": \"***\", \"n\": 1");
        assertThat(SecretMask.mask("Authorization: Bearer abcdefghijk.lmn")).isEqualTo("Authorization: Bearer ***");
        assertThat(SecretMask.mask("key AKIAABCDEFGHIJKLMNOP")).isEqualTo("key ***");
        assertThat(SecretMask.mask("postgres://bob:pw@db/lab")).isEqualTo("postgres://bob:***@db/lab");
        String line = "12:00:01 copied 3 files: a, b, c to host:/srv (took 4 s); basic checks passed";
        assertThat(SecretMask.mask(line)).isEqualTo(line);
    }

    @Test
    void hidesNothingTwice() {
        String once = new SecretMask(List.of(), Optional.of(KEY)).text("password=hunter2");
        assertThat(new SecretMask(List.of(), Optional.of(KEY)).text(once)).isEqualTo(once);
        assertThat(SecretMask.mask(once)).isEqualTo(once);
    }

    @Test
    void aCallerSeesNeitherOurSecretsNorTheirHashes() {
        var mask = new SecretMask(List.of("our-own-password"), Optional.of(KEY));
        assertThat(mask.shown("said our-own-password, token=abcdef")).isEqualTo("said ***, token=***");
    }

    private static String masked(SecretMask mask, String secret) {
        return mask.masked(ToolJson.MAPPER.createObjectNode().put("password", secret))
                .get("password")
                .asText();
    }
}
