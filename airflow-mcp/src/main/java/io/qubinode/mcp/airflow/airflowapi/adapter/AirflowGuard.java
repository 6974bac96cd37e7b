package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.smallrye.faulttolerance.api.Guard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads are tried twice more when Airflow cannot be reached, or asks for a short wait; changes are sent once. When most of the
 * last calls got no answer, none is sent for a while, then one to see whether Airflow is back.
 */
final class AirflowGuard {

    /** How long nothing is sent. */
    static final Duration REST = Duration.ofSeconds(2);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final int LAST_CALLS = 20;

    private final Guard circuit;
    private final Guard reads = Guard.create()
            .withRetry()
            .maxRetries(2)
            .whenException(AirflowGuard::isWorthAnotherTry)
            .withCustomBackoff()
            .strategy(() -> AirflowGuard::pause)
            .done()
            .done()
            .build();

    /**
     * Closed.
     *
     * @param name of the circuit; unique in the process
     */
    AirflowGuard(String name) {
        circuit = Guard.create()
                .withCircuitBreaker()
                .name(name)
                .requestVolumeThreshold(LAST_CALLS)
                .failureRatio(0.75)
                .delay(REST.toMillis(), ChronoUnit.MILLIS)
                .when(AirflowErrors::isAway)
                .done()
                .build();
    }

    <T> T read(Callable<T> call) {
        return guarded(circuit, () -> guarded(reads, call));
    }

    <T> T change(Callable<T> call) {
        return guarded(circuit, call);
    }

    @SuppressWarnings("unchecked")
    private static <T> T guarded(Guard guard, Callable<T> call) {
        try {
            return (T) guard.call((Callable<Object>) call, Object.class);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isWorthAnotherTry(Throwable e) {
        return AirflowErrors.isBrokenConnection(e)
                || AirflowErrors.isAwayBehindAProxy(e)
                || AirflowErrors.askedToWait(e)
                        .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0)
                        .isPresent();
    }

    /** With jitter, so that callers who were refused together do not come back together. */
    private static long pause(Throwable e) {
        return AirflowErrors.askedToWait(e).orElse(Duration.ofMillis(100)).toMillis()
                + ThreadLocalRandom.current().nextLong(200);
    }
}
