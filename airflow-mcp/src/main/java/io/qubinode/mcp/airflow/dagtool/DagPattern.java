package io.qubinode.mcp.airflow.dagtool;

import io.qubinode.mcp.security.core.Wildcards;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** Which DAG ids a pattern means. */
record DagPattern(String text) {

    boolean matches(String dagId) {
        return Wildcards.fit(text, dagId);
    }

    /** The longest text that all of them hold, to search by; empty for none. */
    Optional<String> literal() {
        return Arrays.stream(text.split("\\*"))
                .max(Comparator.comparingInt(String::length))
                .filter(part -> !part.isEmpty());
    }
}
