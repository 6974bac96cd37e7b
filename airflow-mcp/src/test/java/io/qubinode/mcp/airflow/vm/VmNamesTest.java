package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.image.ImageTools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VmNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "test", "Test-1", "0", "a-b-c"})
    void takesHostNames(String name) {
        assertThat(name).matches(VmNames.PATTERN);
        assertThat(name).matches(VmNames.EXISTING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                "a_b",
                "a.b",
                "a b",
                "../../etc/passwd",
                "a;rm -rf /",
                "$(id)",
                "<name>",
                "a&b",
                "a'b",
                "ä",
                "a\n",
                "a\u0000"
            })
    void takesNothingElse(String name) {
        assertThat(name).doesNotMatch(VmNames.PATTERN);
    }

    @Test
    void takesAtMost63Characters() {
        assertThat("a".repeat(63)).matches(VmNames.PATTERN);
        assertThat("a".repeat(64)).doesNotMatch(VmNames.PATTERN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_vm", "Windows 11", "a.b.c", "_x"})
    void takesNamesThatOtherToolsGave(String name) {
        assertThat(name).matches(VmNames.EXISTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", ".hidden", "a/b", "a;b", "a\nb"})
    void takesNoPathForAName(String name) {
        assertThat(name).doesNotMatch(VmNames.EXISTING);
        assertThat(name).doesNotMatch(ImageTools.NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE alice@host",
                "ssh-rsa AAAAB3Nza+/=",
                "ecdsa-sha2-nistp256 AAAA",
                "sk-ssh-ed25519@openssh.com AAAA a comment of words"
            })
    void takesPublicKeys(String key) {
        assertThat(key).matches(VmNames.SSH_KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519",
                "ssh-ed25519 AAAA\nssh-ed25519 BBBB",
                "ssh-ed25519 AAAA x\rrunmcd: [id]",
                "-----BEGIN OPENSSH PRIVATE KEY-----",
                "command=\"id\" ssh-rsa AAAA"
            })
    void takesNoOtherLines(String key) {
        assertThat(key).doesNotMatch(VmNames.SSH_KEY);
    }
}
