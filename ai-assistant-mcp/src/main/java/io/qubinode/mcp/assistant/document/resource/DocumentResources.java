package io.qubinode.mcp.assistant.document.resource;

import io.qubinode.mcp.assistant.document.DocumentUri;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.resource.ListedResource;
import io.qubinode.mcp.security.resource.ResourceProvider;
import io.qubinode.mcp.security.resource.ResourceTemplate;
import io.qubinode.mcp.security.resource.ResourceText;
import io.qubinode.mcp.security.secret.ForeignText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The documents to be read whole, as they are written; of PDF and HTML the text. Only what stands in the configured folders and is
 * not excluded is there. Of documents with the same path in several folders it is the one in the first.
 */
@Singleton
final class DocumentResources implements ResourceProvider {

    /** More fits into no context window; parts can be read by their lines. */
    static final int MOST_CHARACTERS = 1_000_000;

    private final DocumentFolders folders;
    private final DocumentReader reader;

    @Inject
    DocumentResources(DocumentFolders folders, DocumentReader reader) {
        this.folders = folders;
        this.reader = reader;
    }

    @Override
    public String tool() {
        return "query_documents";
    }

    @Override
    public ResourceTemplate template() {
        return new ResourceTemplate(
                DocumentUri.SCHEME,
                "path",
                "documents",
                "A document",
                "A whole document by its path; add #L10-L20 for some lines only. The uri of query_documents' results is one.");
    }

    @Override
    public List<ListedResource> resources() {
        return documents().values().stream()
                .map(file -> new ListedResource(
                        DocumentUri.of(file.source()), file.source(), file.mimeType(), file.lastModified()))
                .toList();
    }

    @Override
    public ResourceText read(String uri) {
        DocumentUri asked = DocumentUri.parse(uri).orElseThrow(() -> noSuch(uri));
        DocumentFile file = find(asked.source()).orElseThrow(() -> noSuch(asked.source()));
        String text = text(file);
        if (asked.lines().isPresent()) {
            text = lines(text, asked.lines().get(), asked.source());
        }
        // As it is shown: an escape is longer than what it stands for.
        if (ForeignText.visible(text).length() > MOST_CHARACTERS) {
            throw new ToolException(
                    ErrorCode.TOO_LARGE,
                    "This is longer than " + MOST_CHARACTERS + " characters.",
                    "Read some of its lines: " + DocumentUri.of(asked.source()) + "#L1-L1000.");
        }
        return new ResourceText(uri, file.mimeType(), text);
    }

    private static String lines(String text, DocumentUri.Lines asked, String source) {
        List<String> all = text.lines().toList();
        if (asked.from() < 1 || asked.from() > all.size() || asked.to() < asked.from()) {
            throw new ToolException(
                    ErrorCode.NOT_FOUND,
                    "There are no such lines in " + source + ".",
                    "It has " + all.size() + " lines.");
        }
        return String.join("\n", all.subList(asked.from() - 1, Math.min(all.size(), asked.to())));
    }

    private Optional<DocumentFile> find(String source) {
        try {
            return folders.find(source);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Map<String, DocumentFile> documents() {
        try {
            var bySource = new LinkedHashMap<String, DocumentFile>();
            folders.documents().forEach(file -> bySource.putIfAbsent(file.source(), file));
            return bySource;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static ToolException unreadable(IOException cause) {
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "The documents' folders cannot be listed.",
                "An operator must look at the folders that RAG_PATHS names.",
                cause);
    }

    private String text(DocumentFile file) {
        try {
            return reader.text(file);
        } catch (UnreadableDocument e) {
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    file.source() + " cannot be read: " + e.getMessage() + ".",
                    "An operator must look at it.",
                    e);
        }
    }

    private ToolException noSuch(String asked) {
        return new ToolException(
                ErrorCode.NOT_FOUND,
                "There is no such document.",
                Suggestions.hint(asked, documents().keySet(), "resources/list names them."));
    }
}
