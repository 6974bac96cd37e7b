package io.qubinode.mcp.assistant.document.reading;

import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.security.secret.SecretMask;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Reads documents and cuts them into passages. */
@Singleton
public final class DocumentReader {

    /** Larger files are hardly documentation, and would fill the memory. */
    public static final long LARGEST_BYTES = 5L * 1024 * 1024;

    /**
     * What a document's content is known by: it changes exactly when the content does.
     *
     * @throws UnreadableDocument when the file is too large or cannot be opened
     */
    public String hash(DocumentFile file) throws UnreadableDocument {
        // What a document includes is of its content.
        byte[] content =
                DocumentFormat.of(file).filter(DocumentFormat.RST::equals).isPresent()
                        ? text(file).getBytes(StandardCharsets.UTF_8)
                        : bytes(file);
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    /**
     * The passages of a document; none when it is empty.
     *
     * @throws UnreadableDocument when its content makes no sense in its format or fills the memory
     */
    public List<Passage> read(DocumentFile file) throws UnreadableDocument {
        try {
            return passages(file);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw makesNoSense(file, e);
        } catch (OutOfMemoryError e) {
            throw fillsTheMemory(e);
        }
    }

    private static UnreadableDocument makesNoSense(DocumentFile file, Throwable e) {
        return new UnreadableDocument("cannot be parsed as " + file.extension(), e);
    }

    private static UnreadableDocument fillsTheMemory(OutOfMemoryError e) {
        return new UnreadableDocument("takes more memory to read than there is", e);
    }

    private List<Passage> passages(DocumentFile file) throws UnreadableDocument {
        return switch (DocumentFormat.of(file).orElse(DocumentFormat.TEXT)) {
            case MARKDOWN, HTML, NOTEBOOK -> {
                List<String> lines = lines(file);
                yield new PassagePacker(file.source(), lines).pack(MarkdownBlocks.of(lines));
            }
            case MDX -> {
                List<String> lines = Mdx.withoutProgram(lines(file));
                yield new PassagePacker(file.source(), lines).pack(MarkdownBlocks.of(lines));
            }
            case ASCIIDOC -> outlined(file, lines(file), Outline.ASCIIDOC);
            case RST -> outlined(file, lines(file), Outline.RST);
            case YAML -> outlined(file, lines(file), Outline.YAML);
            case PYTHON -> outlined(file, lines(file), Outline.PYTHON);
            case SETTINGS -> outlined(file, lines(file), Outline.SETTINGS);
            case TEXT, PDF -> outlined(file, lines(file), Outline.NONE);
        };
    }

    /** Whether the lines of such a document are those of its file. */
    public static boolean keepsLines(String source) {
        return switch (DocumentFormat.of(source).orElse(DocumentFormat.TEXT)) {
            case MARKDOWN, MDX, ASCIIDOC, YAML, PYTHON, SETTINGS, TEXT -> true;
            // Includes move the lines behind them.
            case RST, NOTEBOOK, HTML, PDF -> false;
        };
    }

    private static List<Passage> outlined(DocumentFile file, List<String> lines, Outline outline) {
        return new PassagePacker(file.source(), lines).pack(PlainBlocks.of(lines, outline));
    }

    /**
     * The text of a document, as it is written where it is written as text, without what has the shape of a secret. It holds neither
     * U+0000 nor half of a surrogate pair, which formats with escapes can name, and which PostgreSQL and JSON refuse: U+FFFD stands in
     * their place.
     *
     * @throws UnreadableDocument when its content makes no sense in its format, or fills the memory
     */
    public String text(DocumentFile file) throws UnreadableDocument {
        byte[] content = bytes(file);
        try {
            String text =
                    switch (DocumentFormat.of(file).orElse(DocumentFormat.TEXT)) {
                        case RST -> RstText.of(file, PlainText.ofText(content));
                        case MARKDOWN, MDX, ASCIIDOC, YAML, PYTHON, SETTINGS, TEXT -> PlainText.ofText(content);
                        case NOTEBOOK -> Notebook.text(content);
                        case HTML -> WebPage.text(content);
                        case PDF -> PlainText.ofPdf(content);
                    };
            return SecretMask.maskShapes(PlainText.ofCharacters(text));
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw makesNoSense(file, e);
        } catch (OutOfMemoryError e) {
            throw fillsTheMemory(e);
        }
    }

    private List<String> lines(DocumentFile file) throws UnreadableDocument {
        return text(file).lines().toList();
    }

    private static byte[] bytes(DocumentFile file) throws UnreadableDocument {
        // What was a file when it was found may be a link by now, or grow while it is read.
        try (var content = Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = content.readNBytes((int) LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                throw new UnreadableDocument("larger than 5 MB", null);
            }
            return bytes;
        } catch (IOException e) {
            throw UnreadableDocument.forNow("cannot be opened", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
