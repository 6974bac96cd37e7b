package io.qubinode.mcp.assistant.document.reading;

import java.util.Optional;

/** How a document is written. */
enum DocumentFormat {
    MARKDOWN("text/markdown"),
    ASCIIDOC("text/asciidoc"),
    RST("text/x-rst"),
    YAML("application/yaml"),
    PYTHON("text/x-python"),
    /** Anything else that Apache Tika turns into plain text. */
    OTHER("text/plain");

    private final String mimeType;

    DocumentFormat(String mimeType) {
        this.mimeType = mimeType;
    }

    /** What its text is, for a client. */
    String mimeType() {
        return mimeType;
    }

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
