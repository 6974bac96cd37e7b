package io.qubinode.mcp.assistant.status;

import java.util.List;

/** Looks at one part of the project. Every CDI bean of this type shows in the project's status. */
public interface ComponentProbe {

    /** The part's name. */
    String name();

    /**
     * Looks now, on a thread of its own that is interrupted when it takes too long.
     *
     * @return the part, and those that only it can tell of
     */
    List<Component> look();
}
