package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.security.core.ToolException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds out which generation of Airflow answers, when it is first asked something, and again when it no longer knows the API
 * of the one found. Thread-safe.
 */
final class ApiVersionSelector {

    private final Supplier<ApiVersion> detection;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile ApiVersion found;

    /**
     * Nothing is asked yet.
     *
     * @param detection asks Airflow, and throws {@link ToolException} when that fails
     * @param timeout how long to wait while another thread asks
     */
    ApiVersionSelector(Supplier<ApiVersion> detection, Duration timeout) {
        this.detection = detection;
        this.timeout = timeout;
    }

    /**
     * An adapter that passes each call on to the one of the generation that answers.
     *
     * @param adapters makes the one of a generation, with the first call that is for it
     */
    <A> A choosing(Class<A> type, Function<ApiVersion, A> adapters) {
        var made = new Once<>(adapters);
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    ApiVersion now = found == null ? afresh(null) : found;
                    try {
                        try {
                            return method.invoke(made.get(now), arguments);
                        } catch (InvocationTargetException e) {
                            ApiVersion other = otherThan(now, e);
                            return method.invoke(made.get(other), arguments);
                        }
                    } catch (InvocationTargetException e) {
                        throw e.getCause() instanceof OtherApiVersion unknown ? unknown.inOurWords() : e.getCause();
                    }
                }));
    }

    private ApiVersion otherThan(ApiVersion asked, InvocationTargetException answer) throws InvocationTargetException {
        ApiVersion other = answer.getCause() instanceof OtherApiVersion ? afresh(asked) : asked;
        if (other == asked) {
            throw answer;
        }
        return other;
    }

    /** Asks, unless another thread has done so since this generation was the one. */
    private ApiVersion afresh(ApiVersion outdated) {
        try {
            if (!lock.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw AirflowErrors.tooSlow(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
        try {
            if (found == outdated) {
                found = detection.get();
            }
            return found;
        } finally {
            lock.unlock();
        }
    }
}
