package io.qubinode.mcp.security.tool;

import io.qubinode.mcp.security.tool.Questions.Question;
import java.util.List;

/**
 * Ends a call whose client must answer questions first; the client then repeats it. Work that may be ended so has changed nothing, for all
 * that is before the question is done again.
 */
public final class InputNeeded extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Question> questions;

    /** @param questions one or more, each with a key of its own */
    public InputNeeded(List<Question> questions) {
        super("The client must answer first", null, false, false);
        this.questions = List.copyOf(questions);
    }

    public List<Question> questions() {
        return questions;
    }
}
