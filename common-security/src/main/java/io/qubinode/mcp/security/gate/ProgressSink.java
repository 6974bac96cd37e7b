package io.qubinode.mcp.security.gate;

/** Where a door sends progress. */
@FunctionalInterface
public interface ProgressSink {

    /** For doors that carry no progress. */
    ProgressSink NONE = (done, total, message) -> {};

    /**
     * Sends one report.
     *
     * @param done how much is done
     * @param total how much there is in all; 0 or less when unknown
     * @param message one short sentence
     */
    void report(double done, double total, String message);
}
