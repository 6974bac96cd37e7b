package io.qubinode.mcp.endpoints.http;

/** A check that Quarkus makes before any filter of ours, so that its refusals would leave no record. */
public final class PlatformChecks {

    private PlatformChecks() {}

    /** Has requests whose path cannot be decoded come to the filters, which refuse and record them. To be called before Quarkus starts. */
    public static void leaveToTheFilters() {
        // Read by VertxHttpRecorder.
        System.setProperty("vertx.disableURIValidation", "true");
    }
}
