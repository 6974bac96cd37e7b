package io.qubinode.mcp.security.resource;

/** The CDI event of a {@link ResourceProvider} whose texts came, went or changed. */
public record ResourcesChanged() {}
