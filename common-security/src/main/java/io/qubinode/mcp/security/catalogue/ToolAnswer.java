package io.qubinode.mcp.security.catalogue;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.ContentBlock;
import java.util.List;
import java.util.Optional;

/**
 * What a tool answers.
 *
 * @param structured the answer as the output schema says; empty for a tool without one
 * @param note what a language model must know of it; empty when there is nothing
 * @param blocks the parts that are not JSON
 */
public record ToolAnswer(Optional<ObjectNode> structured, Optional<String> note, List<ContentBlock> blocks) {

    /** Tells the blocks apart, which answers on the wire need not. */
    private static final ObjectMapper KEEPER = ToolJson.MAPPER.copy().addMixIn(ContentBlock.class, Kind.class);

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ContentBlock.Text.class, name = "text"),
        @JsonSubTypes.Type(value = ContentBlock.Image.class, name = "image"),
        @JsonSubTypes.Type(value = ContentBlock.Audio.class, name = "audio"),
        @JsonSubTypes.Type(value = ContentBlock.EmbeddedResource.class, name = "resource")
    })
    private interface Kind {}

    public ToolAnswer {
        requireNonNull(structured);
        requireNonNull(note);
        blocks = List.copyOf(blocks);
    }

    /** This answer as JSON that can be kept. */
    public ObjectNode toKeep() {
        return KEEPER.valueToTree(this);
    }

    /** An answer that was kept. */
    public static ToolAnswer kept(ObjectNode kept) {
        try {
            return KEEPER.treeToValue(kept, ToolAnswer.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
