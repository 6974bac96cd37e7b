package io.qubinode.mcp.assistant.document;

/** How passages are found. */
public enum SearchMode {
    /** By words and by meaning. */
    HYBRID,
    /** By words: exact names, commands and messages. */
    KEYWORD,
    /** By meaning: other words for the same. */
    SEMANTIC
}
