package io.qubinode.mcp.airflow.airflowapi.wire;

import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;

/**
 * What more of Airflow 3's REST API can be read.
 *
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html">Airflow REST API</a>
 */
@Path("api/v2")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowV2InsightClient {

    @GET
    @Path("dags/{dag}/dagRuns")
    InputStream runs(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @QueryParam("state") List<String> states,
            @QueryParam("run_after_gte") String after,
            @QueryParam("run_after_lt") String before,
            @QueryParam("conf_contains") String confContains,
            @QueryParam("order_by") String orderBy,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset);

    @GET
    @Path("dags/{dag}/dagRuns/{run}")
    InputStream run(
            @HeaderParam("Authorization") String token, @PathParam("dag") String dag, @PathParam("run") String run);

    @GET
    @Path("dags/{dag}/details")
    WireProfile profile(@HeaderParam("Authorization") String token, @PathParam("dag") String dag);

    @GET
    @Path("dags/{dag}/tasks")
    WireTasks tasks(@HeaderParam("Authorization") String token, @PathParam("dag") String dag);

    @GET
    @Path("dagSources/{dag}")
    WireSource source(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @QueryParam("version_number") Integer version);

    @GET
    @Path("importErrors")
    WireImportErrors importErrors(
            @HeaderParam("Authorization") String token,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("monitor/health")
    WireComponents components(@HeaderParam("Authorization") String token);

    @GET
    @Path("assets")
    WireAssets assets(
            @HeaderParam("Authorization") String token,
            @QueryParam("name_pattern") String pattern,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("pools")
    WirePools pools(
            @HeaderParam("Authorization") String token,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("variables")
    InputStream variables(
            @HeaderParam("Authorization") String token,
            @QueryParam("variable_key_pattern") String pattern,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("connections")
    InputStream connections(
            @HeaderParam("Authorization") String token,
            @QueryParam("connection_id_pattern") String pattern,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/xcomEntries/return_value")
    InputStream result(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{try}")
    InputStream log(
            @HeaderParam("Authorization") String token,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @PathParam("try") int number,
            @QueryParam("map_index") Integer mapIndex,
            @QueryParam("token") String continuation);

    /** May block, for the answer in place of a log is a stream. */
    @ClientExceptionMapper
    @Blocking
    static RuntimeException refused(Response response) {
        return AirflowRefusal.of(response);
    }
}
