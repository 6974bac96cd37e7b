package io.qubinode.mcp.assistant.status.airflowmcp;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** The REST door of airflow-mcp. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowMcpClient {

    @GET
    @Path("health")
    WireHealth health(@HeaderParam("X-API-Key") String key);

    @POST
    @Path("tools/list_dags")
    WireDags dags(@HeaderParam("X-API-Key") String key, Map<String, Object> arguments);

    @POST
    @Path("tools/list_vms")
    WireMachines machines(@HeaderParam("X-API-Key") String key, Map<String, Object> arguments);
}
