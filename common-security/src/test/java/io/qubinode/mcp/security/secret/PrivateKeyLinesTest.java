package io.qubinode.mcp.security.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyLinesTest {

    private static final String BODY = "MIIEowIBAAKCAQEA7bq0b4S5mZr1yQ0bqv2u8x3T6v0p5cYk9sXG1dN2aQw4eRtU";

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"})
    void takesTheBodyOfAKeyUpToItsLastLine(String title) {
        assertThat(kept("-----BEGIN " + title + "-----", BODY, BODY, "Qw==", "-----END " + title + "-----", "done"))
                .containsExactly("-----BEGIN " + title + "-----", "done");
    }

    @Test
    void takesAKeyWithHeadersOrAMargin() {
        assertThat(kept(
                        "-----BEGIN RSA PRIVATE KEY-----",
                        "Proc-Type: 4,ENCRYPTED",
                        "DEK-Info: AES",
                        "",
                        BODY,
                        "done:"))
                .containsExactly("-----BEGIN RSA PRIVATE KEY-----", "done:");
        assertThat(kept("  key: |", "    -----BEGIN PRIVATE KEY-----", "    " + BODY, "    done: true"))
                .containsExactly("  key: |", "    -----BEGIN PRIVATE KEY-----", "    done: true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the key begins with -----BEGIN RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----",
                "grep -c '-----BEGIN PRIVATE KEY-----' /srv/key.pem"
            })
    void leavesWhatFollowsAMentionAlone(String mention) {
        assertThat(kept(mention, "done", "copied 3 files", BODY))
                .containsExactly(mention, "done", "copied 3 files", BODY);
    }

    @Test
    void stopsAtTheFirstLineThatIsNotBase64() {
        assertThat(kept("-----BEGIN PRIVATE KEY-----", BODY, "copied 3 files", BODY))
                .containsExactly("-----BEGIN PRIVATE KEY-----", "copied 3 files", BODY);
    }

    @Test
    void followsAKeyPastTheLinesOfOthers() {
        String first = "-----BEGIN PRIVATE KEY-----";
        assertThat(kept(2, first, BODY, "copied 3 files", "", BODY, "-----END PRIVATE KEY-----", "done", BODY))
                .containsExactly(first, "copied 3 files", "done", BODY);
        assertThat(kept(2, first, BODY, "one by one", "two by two", "three by three", BODY))
                .containsExactly(first, "one by one", "two by two", "three by three", BODY);
    }

    @Test
    void isKnownInATextToo() {
        String mention = "expected -----BEGIN PRIVATE KEY----- in /srv/key.pem\nthen 3 lines of text\nand more";
        assertThat(SecretMask.mask(mention)).isEqualTo(mention);
        assertThat(SecretMask.mask("-----BEGIN PRIVATE KEY-----\n" + BODY + "\nafter the key"))
                .isEqualTo("-----BEGIN PRIVATE KEY-----***\nafter the key");
    }

    private static List<String> kept(String... lines) {
        return kept(0, lines);
    }

    private static List<String> kept(int mostBetween, String... lines) {
        var keys = new PrivateKeyLines(mostBetween);
        return Stream.of(lines).filter(line -> !keys.takes(line)).toList();
    }
}
