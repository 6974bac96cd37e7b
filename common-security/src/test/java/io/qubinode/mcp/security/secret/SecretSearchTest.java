package io.qubinode.mcp.security.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.patterns.CountedText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSearchTest {

    private static final int PIECES = 1_000;

    /** Texts of strangers, made of what begins like a secret and is none, again and again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJ",
                "eyJ-",
                "eyJaaaaaa.x.",
                "eyJ-eyJ-.",
                "-eyJhbGci",
                "ghp_",
                "ghp_ ",
                "hvs.",
                "xoxb-",
                "SK",
                "$6$",
                "$1$a:",
                "1234567890:AA",
                "12345678",
                "://",
                "://a:",
                "://a@",
                "://a:b@c",
                "@",
                "password",
                "password=",
                "password=\"",
                "password='{{ ",
                "password=\"{{ password='{{ ",
                "password=\\\"",
                "password=\\\\\\",
                "token=${",
                "secret ",
                "secret is ",
                "password for ",
                "password for a:",
                "token=null ",
                "auth=",
                "auth: Bearer ",
                "<password>",
                "\"password\" value=",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY",
                "-----END ",
                "echo a chpasswd ",
                "echo aaaa",
                "chpasswd ",
                "chpasswd:\n a:",
                "curl -u a ",
                "curl -u ",
                "curl 'a",
                "mysql -p",
                "htpasswd -b a ",
                "a.b-c_",
                "....",
                "----",
                "____",
                "\"",
                "'",
                "\\",
                "\n",
                " ",
                "Bearer ",
                "Basic a1",
                "identified by ",
                "secret,id=",
                "\"secret\",\"id\"data",
                "passwd --stdin ",
                "ABCDEFGHIJ",
                "aB",
                "é",
                "[1]",
                "password[1]",
                "apikey-"
            })
    void twiceTheTextCostsAtMostTwiceTheWork(String piece) {
        long once = steps(piece.repeat(PIECES));
        long twice = steps(piece.repeat(2 * PIECES));
        assertThat(twice).isLessThanOrEqualTo(2 * once + once / 5 + 1_000);
        assertThat(once).isLessThan(300L * PIECES * Math.max(piece.length(), 4));
    }

    private static long steps(String text) {
        var counted = new CountedText(text);
        SecretSearch.in(counted);
        return counted.steps();
    }
}
