package io.qubinode.mcp.security.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TerminalTextTest {

    static List<Arguments> written() {
        return List.of(
                arguments("plain", "plain"),
                arguments("\u001B[1;31mred\u001B[0m", "red"),
                arguments("\u001B]0;title\u0007text", "text"),
                arguments("\u001B]8;;http://x.example\u001B\\link\u001B]8;;\u001B\\", "link"),
                arguments("\u001BPdevice\u001B\\text", "text"),
                arguments("\u009B31mred", "red"),
                arguments("10%\r50%\r100%", "100%"),
                arguments("10%\r100%\r", "100%"),
                arguments("10%\u001B[2K\u001B[1G20%", "20%"),
                arguments("abc\b\bd", "ad"),
                arguments("bell\u0007 null\u0000 form\u000C", "bell null form"),
                arguments("a\tb", "a\tb"),
                arguments("\u001B]0;never ends", "0;never ends"));
    }

    @ParameterizedTest
    @MethodSource("written")
    void showsWhatATerminalWould(String written, String shown) {
        assertThat(TerminalText.shown(written)).isEqualTo(shown);
    }

    @Test
    void knowsTheLinesOfAText() {
        assertThat(TerminalText.shown("1\r2\r\n3\r4\n5\b\b6")).isEqualTo("2\n4\n6");
    }
}
