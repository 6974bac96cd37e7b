package io.qubinode.mcp.security.prompt;

import java.util.List;

/** A feature's prompts. Every CDI bean of this type contributes at start. */
public interface PromptProvider {

    List<Prompt> prompts();
}
