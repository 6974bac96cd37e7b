package io.qubinode.mcp.airflow.dagtool;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which DAG ids a pattern means. */
record DagPattern(String text) {

    boolean matches(String dagId) {
        String regex = Arrays.stream(text.split("\\*", -1))
                .map(java.util.regex.Pattern::quote)
                .collect(Collectors.joining(".*"));
        return dagId.matches(regex);
    }

    /** The longest text that all of them hold, to search by; empty for none. */
    Optional<String> literal() {
        return Arrays.stream(text.split("\\*"))
                .max(Comparator.comparingInt(String::length))
                .filter(part -> !part.isEmpty());
    }
}
