package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;

/**
 * What both generations of Airflow's REST API have, below the path of each. Long answers are streams, for {@link LongAnswer} to read.
 *
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html">Airflow REST API</a>
 */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowClient {

    record Version(String version) {

        public Version {
            requireNonNull(version);
        }
    }

    @OnTheWire
    record Paused(boolean isPaused) {}

    /** A change of a run; what is null stays as it is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunPatch(String state, String note) {}

    @OnTheWire
    record RunsQuery(List<String> dagIds, String orderBy, int pageLimit) {}

    @GET
    @Path("version")
    Version version(@HeaderParam("Authorization") String authorization);

    @GET
    @Path("dags")
    WirePage<WireDag> dags(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("dag_id_pattern") String idPattern,
            @QueryParam("dag_display_name_pattern") String namePattern,
            @QueryParam("tags") List<String> tags,
            @QueryParam("paused") Boolean paused,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("dags/{dag}/details")
    WireDag dag(@HeaderParam("Authorization") String authorization, @PathParam("dag") String dag);

    @PATCH
    @Path("dags/{dag}")
    JsonNode patchDag(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @QueryParam("update_mask") String mask,
            Paused change);

    @GET
    @Path("dags/{dag}/tasks")
    WirePage<WireTask> tasks(@HeaderParam("Authorization") String authorization, @PathParam("dag") String dag);

    @GET
    @Path("dags/{dag}/dagRuns")
    InputStream newestRuns(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @QueryParam("order_by") String orderBy,
            @QueryParam("limit") int limit);

    @POST
    @Path("dags/~/dagRuns/list")
    InputStream runsOf(@HeaderParam("Authorization") String authorization, RunsQuery query);

    @GET
    @Path("dags/{dag}/dagRuns/{run}")
    InputStream run(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run);

    @PATCH
    @Path("dags/{dag}/dagRuns/{run}")
    InputStream patchRun(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            RunPatch change);

    @POST
    @Path("dags/{dag}/clearTaskInstances")
    InputStream clear(
            @HeaderParam("Authorization") String authorization, @PathParam("dag") String dag, WireClearing clearing);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances")
    InputStream taskInstances(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @QueryParam("state") List<String> states,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/listMapped")
    InputStream mappedInstances(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @QueryParam("state") List<String> states,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}")
    InputStream taskInstance(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/{index}")
    InputStream mappedInstance(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @PathParam("index") int index);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/tries")
    InputStream tries(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/{index}/tries")
    InputStream mappedTries(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @PathParam("index") int index);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/dependencies")
    InputStream obstacles(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/{index}/dependencies")
    InputStream mappedObstacles(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @PathParam("index") int index);

    @DELETE
    @Path("dags/{dag}/dagRuns/{run}")
    void deleteRun(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/xcomEntries/return_value")
    InputStream result(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @QueryParam("map_index") int index,
            @QueryParam("stringify") boolean asText);

    @GET
    @Path("importErrors")
    WirePage<WireImportError> importErrors(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("eventLogs")
    InputStream events(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("dag_id") String dag,
            @QueryParam("run_id") String run,
            @QueryParam("order_by") String orderBy,
            @QueryParam("limit") int limit);

    @GET
    @Path("pools")
    WirePage<WirePool> pools(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("variables")
    InputStream variables(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("variable_key_pattern") String pattern,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("connections")
    InputStream connections(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("connection_id_pattern") String pattern,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);
}
