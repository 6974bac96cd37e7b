package io.qubinode.mcp.assistant.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/** The tool for documents. */
@Singleton
public final class DocumentTools implements ToolProvider {

    private final DocumentSearch search;

    @Inject
    DocumentTools(DocumentSearch search) {
        this.search = search;
    }

    /** Arguments of {@code query_documents}. */
    public record QueryDocuments(
            @JsonPropertyDescription("Question, or the exact words of a name, command or error message.")
            @NotBlank
            @Size(max = 2_000)
            String query,

            @JsonPropertyDescription("Most passages to return.") @JsonProperty(defaultValue = "5") @Min(1) @Max(20)
            int maxResults,

            @JsonPropertyDescription("Search only documents whose path matches this glob, such as *.adoc or guides/**.")
            Optional<@Size(max = 200) String> source,

            @JsonPropertyDescription("keyword finds exact words only, semantic meaning only, hybrid both.")
            @JsonProperty(defaultValue = "hybrid")
            SearchMode mode,

            @JsonPropertyDescription("Number of best results to skip.")
            @JsonProperty(defaultValue = "0")
            @Min(0)
            @Max(80)
            int offset,

            @JsonPropertyDescription("true returns whole passages, false the lines nearest to the question.")
            @JsonProperty(defaultValue = "false")
            boolean expand) {}

    /**
     * A part of a document.
     *
     * @param uri what stays the name of these lines
     * @param source the document's path in its folder
     * @param heading the headings above it
     * @param lines from-to
     * @param link the same on the web, at the commit that was read
     * @param score how well it fits beside the others of this answer, 0 to 1
     */
    public record Result(
            String uri,
            String source,
            @WrittenByOthers Optional<String> heading,
            String lines,
            Optional<String> link,
            @WrittenByOthers String text,
            double score) {}

    /**
     * What was found.
     *
     * @param results best first
     * @param note how to read the scores, and what is missing
     */
    public record DocumentResults(List<Result> results, String note) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(Tool.reads("query_documents", "documents")
                .title("Search the documentation")
                .description("Finds passages of the project's documentation: set-up, configuration, troubleshooting, "
                        + "decisions. Returns the lines nearest to the question; read a uri or set expand for more. "
                        + "Cite source and lines.")
                .does(QueryDocuments.class, DocumentResults.class, (input, call) -> search.find(input)));
    }
}
