package io.qubinode.mcp.assistant.status.airflowmcp;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The health of airflow-mcp. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public interface AirflowMcpClient {

    @GET
    WireHealth health(@HeaderParam("X-API-Key") String key);
}
