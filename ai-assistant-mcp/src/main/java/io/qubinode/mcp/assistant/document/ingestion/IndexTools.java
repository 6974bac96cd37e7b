package io.qubinode.mcp.assistant.document.ingestion;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.security.tool.ToolProvider;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/** The tools for the index; offered only where configuration names them. */
@Singleton
public final class IndexTools implements ToolProvider {

    /** The group that is off by default. */
    public static final String GROUP = "rag_admin";

    private final IndexAdministration index;

    @Inject
    IndexTools(IndexAdministration index) {
        this.index = index;
    }

    /** Arguments of {@code ingest_documents}. */
    public record IngestDocuments(
            @JsonPropertyDescription("true also reads documents that are unchanged or were removed from the index.")
            @JsonProperty(defaultValue = "false")
            boolean all) {}

    /** Arguments of {@code remove_documents}. */
    public record RemoveDocuments(
            @JsonPropertyDescription(
                    "Glob that matches the paths of the documents to remove, such as old/** or draft-*.md.")
            @NotBlank
            @Size(max = 200)
            String source) {}

    /** {@code get_index_status} accepts no arguments. */
    public record GetIndexStatus() {}

    /**
     * How the index is.
     *
     * @param documents how many can be searched
     * @param toRead how many are still to be read
     * @param toEmbed how many passages are found by words alone so far
     * @param lastRead when all had last been read
     * @param skipped files in the folders that are not documents
     * @param trouble what an operator should look at
     */
    public record IndexReport(
            int documents,
            int passages,
            int toRead,
            int toEmbed,
            boolean running,
            Optional<String> lastRead,
            Optional<String> skipped,
            Optional<String> trouble) {}

    /** What was begun; {@code get_index_status} tells when it is done. */
    public record Begun(String message) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(
                Tool.reads("get_index_status", GROUP)
                        .title("State of the index")
                        .description(
                                "Shows how many documents can be searched, whether documents are being read, and which "
                                        + "cannot be read.")
                        .does(GetIndexStatus.class, IndexReport.class, (input, call) -> index.report()),
                Tool.administers("ingest_documents", GROUP, new ToolHints(false, false, true, false))
                        .title("Read the documents again")
                        .description(
                                "Reads the configured folders now. Changes are detected automatically, so this is only "
                                        + "needed for removed documents (all) or if a change must be visible at once. Returns "
                                        + "before the reading is finished.")
                        .does(IngestDocuments.class, Begun.class, (input, call) -> index.read(input.all())),
                Tool.administers("remove_documents", GROUP, ToolHints.DELETES)
                        .title("Take documents out of the index")
                        .description(
                                "Removes documents from the search index, not from the disk. They return when they "
                                        + "change, or by ingest_documents with all.")
                        .does(RemoveDocuments.class, Begun.class, (input, call) -> index.remove(input.source())));
    }
}
