package io.qubinode.mcp.security.operation;

/** One rule on the way of every operation. Safe to use from any thread that may block. */
interface Interceptor {

    /** Lets the operation continue by {@link Step#next}, or ends it. */
    <T> Result<T> intercept(Step<T> step);
}
