package io.qubinode.mcp.airflow.vm;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Looks for includes in user-data that is a MIME message. It takes more for the beginning of a part than a parser does, so it does not
 * matter how cloud-init's parser, Python's, reads a message that is not well-formed.
 *
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/explanation/format.html#mime-multi-part-archive">MIME multi-part archive</a>
 */
final class MimeUserData {

    // As in Python's email.feedparser: what else stands there ends the headers.
    private static final Pattern HEADER = Pattern.compile("From .*|[!-9;-~]*:.*|[\\t ].*");
    private static final Pattern TYPE =
            Pattern.compile("(?i)text/(x-include-url|x-include-once-url|cloud-config-archive)");
    private static final String ENCODING = "content-transfer-encoding:";
    private static final String BASE64 = "base64";
    private static final Set<String> AS_IT_IS = Set.of("", "7bit", "8bit", "binary");
    private static final List<String> INCLUDES = List.of("#include", "#cloud-config-archive");
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    private final List<String> lines;

    private MimeUserData(String text) {
        lines = text.lines().toList();
    }

    /** Whether it makes cloud-init fetch something, or can only be read by it. */
    static boolean includes(String text) {
        return TYPE.matcher(text).find() || new MimeUserData(text).hasIncludingPart();
    }

    /** Whether content that has no type of its own is one. */
    static boolean isInclude(String content) {
        String beginning = withoutBlanks(content).toLowerCase(Locale.ROOT);
        return INCLUDES.stream().anyMatch(beginning::startsWith);
    }

    /** As Python strips them from the left. */
    static String withoutBlanks(String content) {
        int start = 0;
        while (start < content.length() && isSpace(content.charAt(start))) {
            start++;
        }
        return content.substring(start);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    private boolean hasIncludingPart() {
        for (int i = 0; i < lines.size(); i++) {
            if ((i == 0 || lines.get(i - 1).startsWith("--")) && includes(i)) {
                return true;
            }
        }
        return false;
    }

    /** Of the part whose headers begin at a line. */
    private boolean includes(int start) {
        var headers = new ArrayList<String>();
        int line = start;
        while (line < lines.size() && HEADER.matcher(lines.get(line)).matches()) {
            add(headers, lines.get(line++));
        }
        String body = body(line);
        for (String header : headers) {
            String encoding = encoding(header);
            if (encoding.equals(BASE64) && isIncludeInBase64(body)
                    || !encoding.equals(BASE64) && !AS_IT_IS.contains(encoding)) {
                return true;
            }
        }
        return isInclude(body);
    }

    private static void add(List<String> headers, String line) {
        boolean folded = line.startsWith(" ") || line.startsWith("\t");
        if (folded && !headers.isEmpty()) {
            headers.add(headers.removeLast() + line);
        } else {
            headers.add(line);
        }
    }

    private static String encoding(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        return lower.startsWith(ENCODING) ? lower.substring(ENCODING.length()).strip() : "";
    }

    private String body(int start) {
        int end = start;
        while (end < lines.size() && !lines.get(end).startsWith("--")) {
            end++;
        }
        return String.join("\n", lines.subList(start, end));
    }

    /** Only its beginning matters, so an end that is not right does not. */
    private static boolean isIncludeInBase64(String body) {
        String digits = body.replaceAll("[^A-Za-z0-9+/]", "");
        byte[] content = Base64.getDecoder().decode(digits.substring(0, digits.length() / 4 * 4));
        boolean packed = content.length >= GZIP.length && content[0] == GZIP[0] && content[1] == GZIP[1];
        return packed || isInclude(new String(content, StandardCharsets.UTF_8));
    }
}
