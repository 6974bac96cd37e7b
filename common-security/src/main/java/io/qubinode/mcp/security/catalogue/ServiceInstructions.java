package io.qubinode.mcp.security.catalogue;

import java.util.function.Predicate;

/** What a language model should know of a service before it calls the first tool. Implemented by services, as CDI beans. */
@FunctionalInterface
public interface ServiceInstructions {

    /**
     * A few sentences.
     *
     * @param offered whether the caller may use the tool of this name
     */
    String text(Predicate<String> offered);
}
