package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import java.util.Map;

/**
 * What only Airflow 2's REST API has.
 *
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/2.11.2/stable-rest-api-ref.html">Airflow REST API</a>
 */
@Path("api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowV1Client extends AirflowClient {

    /** A run to be created. Airflow refuses a {@code logical_date} that is null. */
    @OnTheWire
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewDagRun(Map<String, Object> conf, String dagRunId, String logicalDate, String note) {}

    @POST
    @Path("dags/{dag}/dagRuns")
    WireDagRun trigger(
            @HeaderParam("Authorization") String authorization, @PathParam("dag") String dag, NewDagRun newRun);

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

    @PATCH
    @Path("dags/{dag}/dagRuns/{run}/setNote")
    InputStream setNote(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            RunPatch note);

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

    @GET
    @Path("dagSources/{token}")
    WireSource source(@HeaderParam("Authorization") String authorization, @PathParam("token") String fileToken);

    @GET
    @Path("health")
    WireComponents components(@HeaderParam("Authorization") String authorization);

    @GET
    @Path("datasets")
    WirePage<WireAsset> datasets(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("uri_pattern") String pattern,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    /** May block, for the answer in place of a log or a list is a stream. */
    @ClientExceptionMapper
    @Blocking
    static RuntimeException refused(Response response) {
        return AirflowRefusal.of(response);
    }
}
