package io.qubinode.mcp.assistant.document.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;

/**
 * The text and code of a Jupyter notebook as Markdown, without what its code has printed.
 *
 * @see <a href="https://nbformat.readthedocs.io/en/latest/format_description.html">The notebook file format</a>
 */
final class Notebook {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Notebook() {}

    /** @throws IOException when it is not a notebook */
    static String text(byte[] content) throws IOException {
        JsonNode notebook = JSON.readTree(content);
        if (!notebook.path("cells").isArray()) {
            throw new IOException("There are no cells in it");
        }
        String language =
                notebook.path("metadata").path("kernelspec").path("language").asText("");
        var cells = new ArrayList<String>();
        for (JsonNode cell : notebook.path("cells")) {
            String source = source(cell.path("source")).strip();
            if (!source.isEmpty()) {
                cells.add(
                        cell.path("cell_type").asText().equals("code")
                                ? "```" + language + "\n" + source + "\n```"
                                : source);
            }
        }
        return String.join("\n\n", cells);
    }

    /** One text, or one for each line. */
    private static String source(JsonNode source) {
        if (!source.isArray()) {
            return source.asText();
        }
        var text = new StringBuilder();
        source.forEach(line -> text.append(line.asText()));
        return text.toString();
    }
}
