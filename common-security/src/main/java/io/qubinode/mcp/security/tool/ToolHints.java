package io.qubinode.mcp.security.tool;

/**
 * What a client may assume of a tool before it calls it.
 *
 * @param readOnly changes nothing
 * @param destructive may delete or overwrite; only meaningful when not read-only
 * @param idempotent a repeat with the same arguments changes nothing more; only meaningful when not read-only
 * @param openWorld reaches beyond the servers' own systems
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/schema#toolannotations">MCP ToolAnnotations</a>
 */
public record ToolHints(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {

    /** A tool that only looks. */
    public static final ToolHints READ_ONLY = new ToolHints(true, false, true, false);

    /** A tool that adds something and takes nothing away. */
    public static final ToolHints ADDS = new ToolHints(false, false, false, false);

    /** A tool that takes something away; a repeat finds it gone. */
    public static final ToolHints DELETES = new ToolHints(false, true, true, false);
}
