package io.qubinode.mcp.security.tool;

import java.util.List;

/** A feature's tools. Every CDI bean of this type contributes to the catalogue at start. */
public interface ToolProvider {

    List<Tool<?, ?>> tools();
}
