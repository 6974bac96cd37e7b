package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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
import java.util.List;

/**
 * Airflow 3's REST API, as much of it as we use.
 *
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html">Airflow REST API</a>
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowV2Client {

    @POST
    @Path("auth/token")
    WireToken login(WireCredentials credentials);

    @GET
    @Path("api/v2/version")
    WireVersion version(@HeaderParam("Authorization") String token);

    @GET
    @Path("api/v2/dags")
    WireDags dags(
            @HeaderParam("Authorization") String token,
            @QueryParam("dag_id_pattern") String pattern,
            @QueryParam("tags") List<String> tags,
            @QueryParam("paused") Boolean paused,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("api/v2/dags/{dag}/details")
    WireDagDetails dag(@HeaderParam("Authorization") String token, @PathParam("dag") String dag);

    @PATCH
    @Path("api/v2/dags/{dag}")
    JsonNode patch(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @QueryParam("update_mask") String mask,
            WirePaused change);

    @POST
    @Path("api/v2/dags/{dag}/dagRuns")
    WireDagRun trigger(@HeaderParam("Authorization") String token, @PathParam("dag") String dag, WireNewDagRun newRun);

    @GET
    @Path("api/v2/dags/{dag}/dagRuns")
    InputStream runs(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @QueryParam("order_by") String orderBy,
            @QueryParam("limit") int limit);

    @POST
    @Path("api/v2/dags/~/dagRuns/list")
    InputStream runsOf(@HeaderParam("Authorization") String token, WireRunsQuery query);

    @GET
    @Path("api/v2/dags/{dag}/dagRuns/{run}")
    InputStream run(
            @HeaderParam("Authorization") String token, @PathParam("dag") String dag, @PathParam("run") String run);

    @GET
    @Path("api/v2/dags/{dag}/dagRuns/{run}/taskInstances")
    InputStream taskInstances(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset);

    @GET
    @Path("api/v2/dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{try}")
    @Produces("application/x-ndjson")
    InputStream log(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @PathParam("try") int number,
            @QueryParam("map_index") Integer mapIndex,
            @QueryParam("full_content") boolean fullContent);

    /** May block, for the answer in place of a log is a stream. */
    @ClientExceptionMapper
    @Blocking
    static RuntimeException refused(Response response) {
        return AirflowRefusal.of(response);
    }
}
