package io.qubinode.mcp.security.tool;

import java.util.List;

/** A feature's tools. Every CDI bean of this type contributes to the catalogue at start. */
public interface ToolProvider {

    /** The tools that this feature declares, in the order of the listing. */
    List<Tool<?, ?>> tools();
}
