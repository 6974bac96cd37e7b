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

/** What only Airflow 3's REST API has. */
@Path("api/v2")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AirflowV2Client extends AirflowClient {

    /** A run to be created. Without a {@code logical_date}, null or not, Airflow refuses it. */
    @OnTheWire
    record NewDagRun(
            @JsonInclude(JsonInclude.Include.ALWAYS) String logicalDate,
            Map<String, Object> conf,
            String dagRunId,
            String note) {}

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
            @QueryParam("run_after_gte") String after,
            @QueryParam("run_after_lt") String before,
            @QueryParam("conf_contains") String confContains,
            @QueryParam("order_by") String orderBy,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{try}")
    @Produces("application/x-ndjson")
    InputStream log(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @PathParam("try") int number,
            @QueryParam("map_index") Integer mapIndex,
            @QueryParam("full_content") boolean fullContent);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{try}")
    InputStream growingLog(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @PathParam("try") int number,
            @QueryParam("map_index") Integer mapIndex,
            @QueryParam("token") String continuation);

    @GET
    @Path("dagSources/{dag}")
    WireSource source(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @QueryParam("version_number") Integer version);

    @GET
    @Path("dags/{dag}/dagRuns/{run}/hitlDetails")
    InputStream questions(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @QueryParam("response_received") boolean answered,
            @QueryParam("limit") int limit);

    @PATCH
    @Path("dags/{dag}/dagRuns/{run}/taskInstances/{task}/{index}/hitlDetails")
    InputStream answer(
            @HeaderParam("Authorization") String authorization,
            @PathParam("dag") String dag,
            @PathParam("run") String run,
            @PathParam("task") String task,
            @PathParam("index") int index,
            WireQuestion.Answer answer);

    @GET
    @Path("monitor/health")
    WireComponents components(@HeaderParam("Authorization") String authorization);

    @GET
    @Path("assets")
    WirePage<WireAsset> assets(
            @HeaderParam("Authorization") String authorization,
            @QueryParam("name_pattern") String pattern,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset,
            @QueryParam("order_by") String orderBy);

    @POST
    @Path("backfills/dry_run")
    WirePage<WireBackfill.Run> backfillDates(
            @HeaderParam("Authorization") String authorization, WireBackfill.Plan plan);

    @POST
    @Path("backfills")
    WireBackfill backfill(@HeaderParam("Authorization") String authorization, WireBackfill.Plan plan);

    /** May block, for the answer in place of a log or a list is a stream. */
    @ClientExceptionMapper
    @Blocking
    static RuntimeException refused(Response response) {
        return AirflowRefusal.of(response);
    }
}
