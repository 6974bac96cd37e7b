package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
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

/**
 * What more of Airflow 3 can be changed by its REST API.
 *
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html">Airflow REST API</a>
 */
@Path("api/v2")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowV2ControlClient {

    @PATCH
    @Path("dags/{dag}")
    JsonNode patchDag(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @QueryParam("update_mask") String mask,
            WirePaused change);

    @PATCH
    @Path("dags/{dag}/dagRuns/{run}")
    InputStream patchRun(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            WireRunPatch change);

    @POST
    @Path("dags/{dag}/clearTaskInstances")
    InputStream clear(@HeaderParam("Authorization") String token, @PathParam("dag") String dag, WireClearing clearing);

    @POST
    @Path("backfills/dry_run")
    WireBackfillDates backfillDates(@HeaderParam("Authorization") String token, WireBackfillPlan plan);

    @POST
    @Path("backfills")
    WireBackfill backfill(@HeaderParam("Authorization") String token, WireBackfillPlan plan);

    @ClientExceptionMapper
    @Blocking
    static RuntimeException refused(Response response) {
        return AirflowRefusal.of(response);
    }
}
