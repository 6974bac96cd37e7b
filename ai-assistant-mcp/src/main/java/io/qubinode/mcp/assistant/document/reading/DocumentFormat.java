package io.qubinode.mcp.assistant.document.reading;

import java.util.Optional;

/** How a document is written. */
enum DocumentFormat {
    MARKDOWN("text/markdown"),
    /** With parts of a program between. */
    MDX("text/markdown"),
    ASCIIDOC("text/asciidoc"),
    RST("text/x-rst"),
    YAML("application/yaml"),
    PYTHON("text/x-python"),
    SETTINGS("text/plain"),
    TEXT("text/plain"),
    /** What the next three are turned into. */
    HTML("text/markdown"),
    NOTEBOOK("text/markdown"),
    PDF("text/plain");

    private final String mimeType;

    DocumentFormat(String mimeType) {
        this.mimeType = mimeType;
    }

    /** What its text is, for a client. */
    String mimeType() {
        return mimeType;
    }

    /** The format that a file's name tells; empty when it tells none, so that the content decides whether it is text. */
    static Optional<DocumentFormat> of(DocumentFile file) {
        return of(file.source());
    }

    /** The same of a document's path. */
    static Optional<DocumentFormat> of(String source) {
        return switch (DocumentFile.extension(source)) {
            case "md", "markdown" -> Optional.of(MARKDOWN);
            case "mdx" -> Optional.of(MDX);
            case "adoc", "asciidoc" -> Optional.of(ASCIIDOC);
            case "rst" -> Optional.of(RST);
            case "yml", "yaml" -> Optional.of(YAML);
            case "py" -> Optional.of(PYTHON);
            case "toml", "ini", "cfg", "conf" -> Optional.of(SETTINGS);
            case "ipynb" -> Optional.of(NOTEBOOK);
            case "txt" -> Optional.of(TEXT);
            case "html", "htm" -> Optional.of(HTML);
            case "pdf" -> Optional.of(PDF);
            default -> Optional.empty();
        };
    }
}
