package io.qubinode.mcp.security.prompt;

import java.util.List;

/** A feature's prompts. Every CDI bean of this type contributes at start. */
public interface PromptProvider {

    /** The prompts that this feature declares, in the order of the listing. */
    List<Prompt> prompts();
}
