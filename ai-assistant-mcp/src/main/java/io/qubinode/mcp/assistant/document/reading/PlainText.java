package io.qubinode.mcp.assistant.document.reading;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.mozilla.universalchardet.UniversalDetector;

/** The text within documents that are not written to be read as they are, in paragraphs between empty lines. */
final class PlainText {

    private static final Pattern SPACES_AT_END =
            Pattern.compile("(?<![ \\t\\x0B\\f\\r\\u00a0])[ \\t\\x0B\\f\\r\\u00a0]++(?=\\n|$)");
    private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}");

    private static final int REPLACEMENT = 0xFFFD;

    private PlainText() {}

    /**
     * The text of a file, in UTF-8 or an encoding that shows in its bytes, without a byte order mark and with {@code \n} at the ends of lines.
     *
     * @throws IOException when it is not text
     */
    static String ofText(byte[] content) throws IOException {
        String text = decoded(content).replace("\r\n", "\n").replace('\r', '\n');
        if (text.indexOf('\0') >= 0) {
            throw new IOException("It contains bytes that are not text");
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static String decoded(byte[] content) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            String encoding = UniversalDetector.detectCharset(new ByteArrayInputStream(content));
            return new String(content, encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding));
        }
    }

    /**
     * The text of a PDF's pages, without what its forms and attachments hold.
     *
     * @throws IOException when it is damaged or encrypted
     * @throws UnreadableDocument when a page, or all of it, has more letters than documentation has
     */
    static String ofPdf(byte[] content) throws IOException, UnreadableDocument {
        try (var pdf = Loader.loadPDF(content)) {
            var stripper = new BoundedTextStripper();
            stripper.setAddMoreFormatting(true);
            return tidy(stripper.getText(pdf));
        } catch (BoundedTextStripper.TooManyLetters e) {
            throw new UnreadableDocument("has too much text, or a page of it has", e);
        }
    }

    /** The same text with U+FFFD for each U+0000 and each half of a surrogate pair. */
    static String ofCharacters(String text) {
        if (text.codePoints().noneMatch(PlainText::isNotText)) {
            return text;
        }
        var characters = new StringBuilder(text.length());
        text.codePoints().forEach(c -> characters.appendCodePoint(isNotText(c) ? REPLACEMENT : c));
        return characters.toString();
    }

    private static boolean isNotText(int c) {
        return c == 0 || Character.getType(c) == Character.SURROGATE;
    }

    private static String tidy(String text) {
        String lines = SPACES_AT_END.matcher(text.replace("\r\n", "\n")).replaceAll("");
        return EMPTY_LINES.matcher(lines).replaceAll("\n\n").strip();
    }
}
