package io.qubinode.mcp.security.tool;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks after something was done: that a look fails must not hide that it is done. */
public final class Afterwards {

    private Afterwards() {}

    /**
     * What a look gives; empty when it fails.
     *
     * @throws ToolException {@code cancelled} when the caller gave up
     */
    public static <T> Optional<T> read(Supplier<T> look) {
        return read(look, error -> {});
    }

    /**
     * The same.
     *
     * @param failed is told why it failed
     */
    public static <T> Optional<T> read(Supplier<T> look, Consumer<ToolError> failed) {
        try {
            return Optional.of(look.get());
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.CANCELLED) {
                throw e;
            }
            failed.accept(e.error());
            return Optional.empty();
        }
    }
}
