package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.security.core.ToolException;

/** What answers does not know the API that it was asked by: Airflow may have been up- or downgraded. Nothing was carried out. */
final class OtherApiVersion extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OtherApiVersion(ToolException inOurWords) {
        super(inOurWords);
    }

    /** For the caller, when nothing else is found there. */
    ToolException inOurWords() {
        return (ToolException) getCause();
    }
}
