package io.qubinode.mcp.assistant.status.airflow;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * Airflow's version, for which it asks no credential.
 *
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html">Airflow REST API</a>
 */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public interface AirflowClient {

    @GET
    @Path("/{generation}/version")
    WireVersion version(@PathParam("generation") String generation);
}
