package io.qubinode.mcp.airflow.dag;

import java.time.Duration;

/**
 * How long to wait before the next look at a run. Airflow's scheduler decides about once a second, and of a long run nobody
 * needs to know each second whether it has ended.
 *
 * @param pause before the next look
 * @param longest to which it grows
 */
record Backoff(Duration pause, Duration longest) {

    static final Backoff OF_RUNS = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

    /** After one more look. */
    Backoff longer() {
        Duration next = pause.multipliedBy(3).dividedBy(2);
        return new Backoff(next.compareTo(longest) < 0 ? next : longest, longest);
    }
}
