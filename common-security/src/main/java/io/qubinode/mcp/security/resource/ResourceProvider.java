package io.qubinode.mcp.security.resource;

import io.qubinode.mcp.security.core.ToolException;
import java.util.List;

/**
 * Texts that clients read by URI, all of one scheme. Every CDI bean of this type is offered at the MCP doors; when its list has
 * changed, it fires {@link ResourcesChanged}. Safe to use from any thread that may block.
 */
public interface ResourceProvider {

    /** The tool that searches these texts: who may use it may read them, and nobody else. */
    String tool();

    ResourceTemplate template();

    /** All texts there are, in the order of the listing; each URI once. */
    List<ListedResource> resources();

    /**
     * One text.
     *
     * @throws ToolException {@code not_found} when there is none of this URI; {@code too_large} when it fits into no answer
     */
    ResourceText read(String uri);
}
