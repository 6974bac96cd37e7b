package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The arguments of a tool whose schema is given rather than made from a record.
 *
 * @param values as the caller sent them, checked against the schema; nulls are left out, defaults not filled in
 */
public record GivenArguments(ObjectNode values) {}
