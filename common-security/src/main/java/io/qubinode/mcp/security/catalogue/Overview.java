package io.qubinode.mcp.security.catalogue;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Target;
import io.qubinode.mcp.security.operation.Work;
import java.util.function.Function;

/**
 * Something that everybody with an identity may ask for; what it tells depends on who asks.
 *
 * @param binding checks the arguments; throws {@link ToolException} {@code invalid_argument}
 */
public record Overview<T>(Function<Operation, Work<T>> binding) implements Target<T> {

    public static <T> Overview<T> of(Function<Caller, T> answer) {
        return new Overview<>(operation -> () -> answer.apply(operation.caller()));
    }

    public static <T> Overview<T> wrong(ToolException problem) {
        return new Overview<>(operation -> {
            throw problem;
        });
    }

    @Override
    public Kind kind() {
        return Kind.OVERVIEW;
    }

    @Override
    public Work<T> bind(Operation operation) {
        return binding.apply(operation);
    }
}
