package io.qubinode.mcp.airflow.vminsight;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTextTest {

    @Test
    void leavesOutColoursTitlesAndCursorMoves() {
        assertThat(
                        lines(
                                "\u001B[2J\u001B[1;1H\u001B]0;title\u0007[\u001B[0;32m  OK  \u001B[0m] Started \u001B(Bsshd.\r\n"))
                .containsExactly("[  OK  ] Started sshd.");
    }

    @Test
    void makesLinesOfEveryLineEnd() {
        assertThat(lines("one\r\r\ntwo\nthree\rfour  \r\n\r\n")).containsExactly("one", "two", "three", "four");
    }

    @Test
    void leavesOutWhatCannotBeShown() {
        assertThat(lines("a\u0000b\u0008c\td\u009B31me")).containsExactly("abc\tde");
    }

    @Test
    void survivesBytesThatAreNoText() {
        assertThat(ConsoleText.lines(new byte[] {(byte) 0xC3, 'x', '\n'})).containsExactly("\uFFFDx");
        assertThat(ConsoleText.lines(new byte[0])).isEmpty();
    }

    @Test
    void hidesSecretsOfOneAndOfSeveralLines() {
        assertThat(lines("cloud-init: set password: hunter2\nlogin:"))
                .containsExactly("cloud-init: set password: ***", "login:");
        assertThat(lines("chpasswd:\n list: |\n  root:hunter2\nend")).contains("  root:***", "end");
        assertThat(lines("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\ndef\n-----END OPENSSH PRIVATE KEY-----\nend"))
                .containsExactly("-----BEGIN OPENSSH PRIVATE KEY-----***-----END OPENSSH PRIVATE KEY-----", "end");
    }

    @Test
    void showsWhatWouldTurnALineRound() {
        assertThat(lines("login \u202Etoor")).containsExactly("login \\u{202e}toor");
    }

    @Test
    void showsOnlyTheEndThatFits() {
        List<String> lines = List.of("aaaa", "bbbb", "cccc");
        assertThat(Consoles.end(lines, 2, 100)).containsExactly("bbbb", "cccc");
        assertThat(Consoles.end(lines, 9, 11)).containsExactly("bbbb", "cccc");
        assertThat(Consoles.end(lines, 9, 3)).containsExactly("…cc");
        assertThat(Consoles.end(List.of(), 9, 3)).isEmpty();
    }

    private static List<String> lines(String text) {
        return ConsoleText.lines(text.getBytes(StandardCharsets.UTF_8));
    }
}
