package io.qubinode.mcp.security.tool;

import java.util.function.Function;

/** Where a tool works when its caller does not choose among {@link Targets}. */
public sealed interface TargetSelector<I extends Record, O extends Record> {

    /** At the first of them. */
    record First<I extends Record, O extends Record>() implements TargetSelector<I, O> {}

    /**
     * At the one that the other arguments lead to.
     *
     * @param how gives the place's name; throws {@link io.qubinode.mcp.security.core.ToolException} when there is none
     */
    record Found<I extends Record, O extends Record>(Function<I, String> how) implements TargetSelector<I, O> {}

    /**
     * At all of them.
     *
     * @param function makes one answer of theirs
     */
    record Together<I extends Record, O extends Record>(ToolFunction<I, O> function) implements TargetSelector<I, O> {}

    /** What a language model reads of it. */
    default String inWords(String first) {
        return switch (this) {
            case First<I, O> none -> "Default: " + first + ".";
            case Found<I, O> none -> "Default: the one that the other arguments lead to.";
            case Together<I, O> none -> "Default: all.";
        };
    }
}
