package io.qubinode.mcp.security.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.tool.ToolJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"password", "rootPassword", "API_KEY", "apikey", "token", "client_secret", "ssh_private_key"})
    void hidesTheValuesOfKeysThatNameASecretHoweverDeep(String key) {
        ObjectNode value = ToolJson.MAPPER.createObjectNode();
        value.putObject("conf").putArray("list").addObject().put(key, "hunter2");
        assertThat(SecretMask.mask(value).toString()).doesNotContain("hunter2").contains(key);
    }

    @Test
    void cutsWhatIsLong() {
        ObjectNode value = ToolJson.MAPPER.createObjectNode().put("text", "t".repeat(1_000_000));
        for (int i = 0; i < 10_000; i++) {
            value.put("k" + i, i);
        }
        assertThat(SecretMask.mask(value).toString()).hasSizeLessThan(1_500).contains("(1000000 characters)");
    }

    @Test
    void survivesDeepNesting() {
        ObjectNode root = ToolJson.MAPPER.createObjectNode();
        ObjectNode deepest = root;
        for (int i = 0; i < 10_000; i++) {
            deepest = deepest.putObject("d");
        }
        assertThat(SecretMask.mask(root).toString()).hasSizeLessThan(100);
    }
}
