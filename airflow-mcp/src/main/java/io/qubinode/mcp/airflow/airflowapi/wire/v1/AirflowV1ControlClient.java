package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowRefusal;
import io.qubinode.mcp.airflow.airflowapi.wire.WireClearing;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePaused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** What more we change in Airflow 2. */
@Path("api/v1/dags/{dag}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowV1ControlClient {

    @PATCH
    JsonNode patchDag(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @QueryParam("update_mask") String mask,
            WirePaused change);

    @PATCH
    @Path("dagRuns/{run}")
    InputStream setState(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            WireV1State change);

    @PATCH
    @Path("dagRuns/{run}/setNote")
    InputStream setNote(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            WireV1Note change);

    @POST
    @Path("clearTaskInstances")
    InputStream clear(
            @HeaderParam("Authorization") String authorization, @PathParam("dag") String dag, WireClearing clearing);

    /** May block, for the answer in place of a list is a stream. */
    @ClientExceptionMapper
    @Blocking
    static RuntimeException refused(Response response) {
        return AirflowRefusal.of(response);
    }
}
