package io.qubinode.mcp.assistant.document.reading;

import java.util.Optional;

/** How a document is written. */
enum DocumentFormat {
    MARKDOWN,
    /** Anything else that Apache Tika turns into plain text. */
    OTHER;

    static Optional<DocumentFormat> of(DocumentFile file) {
        return switch (file.extension()) {
            case "md", "markdown", "mdx" -> Optional.of(MARKDOWN);
            case "txt", "html", "htm", "pdf", "adoc", "asciidoc", "rst" -> Optional.of(OTHER);
            default -> Optional.empty();
        };
    }
}
