package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowRefusal;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagDetails;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePaused;
import io.qubinode.mcp.airflow.airflowapi.wire.WireRunsQuery;
import io.qubinode.mcp.airflow.airflowapi.wire.WireVersion;
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
 * Airflow 2's REST API, as much of it as we use.
 *
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/2.11.2/stable-rest-api-ref.html">Airflow REST API</a>
 */
@Path("api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowV1Client {

    @GET
    @Path("version")
    WireVersion version(@HeaderParam("Authorization") String authorization);

    @GET
    @Path("dags")
    WireV1Dags dags(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("dag_id_pattern") String pattern,
            @QueryParam("tags") List<String> tags,
            @QueryParam("paused") Boolean paused,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("dags/{dag}/details")
    WireDagDetails dag(@HeaderParam("Authorization") String authorization, @PathParam("dag") String dag);

    @PATCH
    @Path("dags/{dag}")
    JsonNode patch(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @QueryParam("update_mask") String mask,
            WirePaused change);

    @POST
    @Path("dags/{dag}/dagRuns")
    WireV1DagRun trigger(
            @HeaderParam("Authorization") String authorization, @PathParam("dag") String dag, WireV1NewDagRun newRun);

    @GET
    @Path("dags/{dag}/dagRuns")
    InputStream runs(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @QueryParam("order_by") String orderBy,
            @QueryParam("limit") int limit);

    @POST
    @Path("dags/~/dagRuns/list")
    InputStream runsOf(@HeaderParam("Authorization") String authorization, WireRunsQuery query);

    @GET
    @Path("dags/{dag}/dagRuns/{run}")
    InputStream run(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances")
    InputStream taskInstances(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset);

    /**
     * As text, for as JSON it is a Python expression in a string. Of {@code text/plain} the client makes {@code
     * text/plain;charset=UTF-8}, which Airflow does not know.
     */
    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{try}")
    @Produces("text/*")
    InputStream log(
            @HeaderParam("Authorization") String authorization,
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
