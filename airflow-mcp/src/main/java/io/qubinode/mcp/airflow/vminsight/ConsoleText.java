package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.secret.TerminalText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A serial console's bytes as lines that a person can read, without what looks like a secret. */
final class ConsoleText {

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");
    private static final Pattern LINE_END = Pattern.compile("\r*\n|\r+");

    private ConsoleText() {}

    /** The lines, without secrets, control characters, trailing blanks and blank lines at both ends. */
    static List<String> lines(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        text = TerminalText.withoutEscapes(text);
        text = LINE_END.matcher(text).replaceAll("\n");
        text = ForeignText.visible(SecretMask.mask(CONTROL.matcher(text).replaceAll("")));
        return text.strip().isEmpty()
                ? List.of()
                : text.strip().lines().map(String::stripTrailing).toList();
    }
}
