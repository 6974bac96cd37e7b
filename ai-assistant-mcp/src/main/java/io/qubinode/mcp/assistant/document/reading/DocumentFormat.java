package io.qubinode.mcp.assistant.document.reading;

import java.util.Optional;

/** How a document is written. */
enum DocumentFormat {
    MARKDOWN,
    ASCIIDOC,
    RST,
    YAML,
    PYTHON,
    /** Anything else that Apache Tika turns into plain text. */
    OTHER;

    static Optional<DocumentFormat> of(DocumentFile file) {
        return switch (file.extension()) {
            case "md", "markdown", "mdx" -> Optional.of(MARKDOWN);
            case "adoc", "asciidoc" -> Optional.of(ASCIIDOC);
            case "rst" -> Optional.of(RST);
            case "yml", "yaml" -> Optional.of(YAML);
            case "py" -> Optional.of(PYTHON);
            case "txt", "html", "htm", "pdf" -> Optional.of(OTHER);
            default -> Optional.empty();
        };
    }
}
