package io.qubinode.mcp.airflow.vminsight;

/**
 * Something that a diagnosis found.
 *
 * @param severity how bad it is
 * @param what what is wrong, one sentence
 * @param next what to try
 */
public record Finding(Severity severity, String what, String next) {

    /** How bad something is. */
    public enum Severity {
        /** Why it does not work. */
        PROBLEM,
        /** What may become a problem, or may be the reason of one. */
        WARNING
    }

    static Finding problem(String what, String next) {
        return new Finding(Severity.PROBLEM, what, next);
    }

    static Finding warning(String what, String next) {
        return new Finding(Severity.WARNING, what, next);
    }
}
