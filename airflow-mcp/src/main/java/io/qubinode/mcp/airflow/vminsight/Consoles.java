package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.Guest;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.ConsoleLog;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.GetConsole;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.List;
import java.util.Locale;

/** Shows the ends of serial consoles. */
final class Consoles {

    private static final int BYTES = 256 << 10;
    // Room for what JSON makes of line ends and quotes.
    private static final int CHARACTERS = AnswerBudget.CHARACTERS * 8 / 10;

    private final Guest guest;

    Consoles(Guest guest) {
        this.guest = guest;
    }

    ConsoleLog log(GetConsole input) {
        byte[] bytes = guest.console(input.name(), BYTES);
        List<String> lines = ConsoleText.lines(bytes);
        List<String> matching = input.grep()
                .map(text -> text.toLowerCase(Locale.ROOT))
                .map(text -> lines.stream()
                        .filter(line -> line.toLowerCase(Locale.ROOT).contains(text))
                        .toList())
                .orElse(lines);
        List<String> shown = end(matching, input.tail(), CHARACTERS);
        return new ConsoleLog(
                input.name(),
                String.join("\n", shown),
                shown.size(),
                shown.size() < matching.size() || bytes.length == BYTES);
    }

    /** The last lines that fit; of a last line that is too long its end. */
    static List<String> end(List<String> lines, int most, int characters) {
        int from = lines.size();
        int left = characters;
        while (from > 0 && lines.size() - from < most && lines.get(from - 1).length() + 1 <= left) {
            from--;
            left -= lines.get(from).length() + 1;
        }
        if (from == lines.size() && from > 0) {
            String last = lines.getLast();
            return List.of("…" + last.substring(last.length() - characters + 1));
        }
        return lines.subList(from, lines.size());
    }
}
