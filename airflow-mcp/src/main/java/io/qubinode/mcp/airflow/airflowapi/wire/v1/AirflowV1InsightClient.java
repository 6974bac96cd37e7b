package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowRefusal;
import io.qubinode.mcp.airflow.airflowapi.wire.WireComponents;
import io.qubinode.mcp.airflow.airflowapi.wire.WireImportErrors;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePools;
import io.qubinode.mcp.airflow.airflowapi.wire.WireSource;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTasks;
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
 * What more we read of Airflow 2.
 *
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/2.11.2/stable-rest-api-ref.html">Airflow REST API</a>
 */
@Path("api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowV1InsightClient {

    @GET
    @Path("dags/{dag}/dagRuns")
    InputStream runs(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @QueryParam("state") List<String> states,
            @QueryParam("execution_date_gte") String after,
            @QueryParam("execution_date_lte") String before,
            @QueryParam("order_by") String orderBy,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset);

    @GET
    @Path("dags/{dag}/dagRuns/{run}")
    InputStream run(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run);

    @GET
    @Path("dags/{dag}/details")
    WireV1Profile profile(@HeaderParam("Authorization") String authorization, @PathParam("dag") String dag);

    @GET
    @Path("dags/{dag}/tasks")
    WireTasks tasks(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("dagSources/{token}")
    WireSource source(@HeaderParam("Authorization") String authorization, @PathParam("token") String fileToken);

    @GET
    @Path("importErrors")
    WireImportErrors importErrors(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("health")
    WireComponents components(@HeaderParam("Authorization") String authorization);

    @GET
    @Path("datasets")
    WireV1Datasets datasets(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("uri_pattern") String pattern,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("pools")
    WirePools pools(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("variables")
    InputStream variables(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("connections")
    InputStream connections(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/xcomEntries/return_value")
    InputStream result(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @QueryParam("stringify") boolean asText);

    /** May block, for the answer in place of a list is a stream. */
    @ClientExceptionMapper
    @Blocking
    static RuntimeException refused(Response response) {
        return AirflowRefusal.of(response);
    }
}
