package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshKeysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE alice@host",
                "ssh-rsa AAAAB3Nza+/=",
                "ssh-rsa\tAAAAB3Nza+/=",
                "ecdsa-sha2-nistp256 AAAA",
                "sk-ssh-ed25519@openssh.com AAAA a comment of words, größe 数据"
            })
    void takesPublicKeys(String key) {
        assertThat(SshKeys.of(key)).containsExactly(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-rsa AAAA a@b\n",
                "ssh-rsa AAAA a@b\r\n",
                "  ssh-rsa AAAA a@b \t",
                "\uFEFFssh-rsa AAAA a@b",
                "\n\n# mine\nssh-rsa AAAA a@b\n\n",
                "ssh-rsa AAAA a@b\nssh-rsa AAAA a@b"
            })
    void leavesOutWhatIsPastedWithAKey(String pasted) {
        assertThat(SshKeys.of(pasted)).containsExactly("ssh-rsa AAAA a@b");
    }

    @Test
    void takesSeveralKeys() {
        assertThat(SshKeys.of("ssh-rsa AAAA a\n# of Bob\nssh-ed25519 BBBB b\r\nssh-ed25519 CCCC\n"))
                .containsExactly("ssh-rsa AAAA a", "ssh-ed25519 BBBB b", "ssh-ed25519 CCCC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment",
                "ssh-ed25519",
                "ssh-rsa AAAA x\u0007y",
                "ssh-rsa AAAA\nruncmd: [id]",
                "ssh-rsa AAAA x\rruncmd: [id]",
                "ssh-rsa AAAA x\u2028runcmd: [id]\u0000",
                "-----BEGIN OPENSSH PRIVATE KEY-----",
                "command=\"id\" ssh-rsa AAAA"
            })
    void takesNothingElse(String text) {
        var e = catchThrowableOfType(ToolException.class, () -> SshKeys.of(text));
        assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(e.error().message()).startsWith("ssh_key");
    }

    @Test
    void saysWhichKeyIsWrong() {
        assertThat(catchThrowableOfType(ToolException.class, () -> SshKeys.of("ssh-rsa AAAA a\nssh-rsa"))
                        .error()
                        .message())
                .contains("key 2 of 2");
    }
}
