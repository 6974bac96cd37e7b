package io.qubinode.mcp.airflow.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

/** Answers as Airflow 3.3.2 does, shortened: DAG {@code backup} has run {@code manual__1} with a good and a failed task. */
public final class AirflowOnTheWire {

    public static final String TOKEN = "jwt-of-the-service-account";

    public static final String DAGS = "/api/v2/dags";
    public static final String DETAILS = "/api/v2/dags/backup/details";
    public static final String RUNS = "/api/v2/dags/backup/dagRuns";
    public static final String RUN = RUNS + "/manual__1";
    public static final String LOG = RUN + "/taskInstances/copy/logs/2";
    public static final String LOGIN = "/auth/token";

    private static final String QUEUED = """
            {"dag_id":"backup","dag_run_id":"manual__1","logical_date":null,"queued_at":"2026-11-24T05:00:00Z",
             "start_date":null,"end_date":null,"run_after":"2026-11-24T05:00:00Z","run_type":"manual","state":"queued",
             "triggered_by":"rest_api","conf":{},"note":null,"dag_versions":[]}""";

    private static final String FAILED = """
            {"dag_id":"backup","dag_run_id":"manual__1","logical_date":null,"start_date":"2026-11-24T05:00:01Z",
             "end_date":"2026-11-24T05:00:09Z","run_after":"2026-11-24T05:00:00Z","run_type":"manual","state":"failed",
             "triggered_by":"rest_api","conf":{},"note":null,"dag_versions":[]}""";

    private static final String DAG = """
            {"dag_id":"backup","dag_display_name":"backup","is_paused":false,"is_stale":false,"description":"Nightly",
             "timetable_summary":"0 3 * * *","tags":[{"name":"ops","dag_id":"backup"}],"owners":["airflow"],
             "next_dagrun_run_after":"2026-11-25T03:00:00Z","has_import_errors":false,"bundle_name":"dags-folder"}""";

    private static final String EVENTS = """
            {"event":"::group::Log message source details","sources":["/opt/airflow/logs/attempt=2.log"]}
            {"event":"::endgroup::"}
            {"timestamp":"2026-11-24T05:00:02Z","event":"copying","level":"info","logger":"task.stdout","dag_id":"backup"}
            {"timestamp":"2026-11-24T05:00:03Z","event":"Task failed with exception","level":"error","error_detail":\
            [{"exc_type":"OSError","exc_value":"disk full","exc_notes":[],"is_cause":false,"frames":\
            [{"filename":"/opt/airflow/dags/backup.py","lineno":12,"name":"copy"}]}]}
            """;

    private AirflowOnTheWire() {}

    /** Forgets all stubs and requests, and answers everything well. */
    public static void isWell(WireMockServer airflow) {
        airflow.resetAll();
        airflow.stubFor(any(anyUrl()).atPriority(10).willReturn(detail(404, "\"Not Found\"")));
        airflow.stubFor(any(urlPathMatching("/api/v1/.*"))
                .atPriority(9)
                .willReturn(okJson("""
                {"error":"/api/v1 has been removed in Airflow 3, please use its upgraded version /api/v2 instead."}""").withStatus(404)));
        airflow.stubFor(post(LOGIN).willReturn(okJson(token(TOKEN)).withStatus(201)));
        airflow.stubFor(get("/api/v2/version").willReturn(okJson("{\"version\":\"3.3.2\",\"git_version\":null}")));
        airflow.stubFor(get(urlPathEqualTo(DAGS)).willReturn(okJson("{\"dags\":[" + DAG + "],\"total_entries\":1}")));
        airflow.stubFor(post("/api/v2/dags/~/dagRuns/list").willReturn(okJson(runs(FAILED))));
        airflow.stubFor(get(urlPathMatching("/api/v2/dags/[^/]+/details"))
                .atPriority(9)
                .willReturn(detail(404, "\"The DAG with ID: `x` was not found\"")));
        airflow.stubFor(get(DETAILS).willReturn(okJson("""
                {"dag_id":"backup","is_paused":false,"doc_md":null,"params":{"target":{"value":"/srv","description":null,
                 "source":"dag","schema":{"type":"string","enum":["/srv","/mnt"]}}}}""")));
        airflow.stubFor(patch(urlPathEqualTo(DAGS + "/backup")).willReturn(okJson(DAG)));
        airflow.stubFor(post(RUNS).willReturn(okJson(QUEUED)));
        airflow.stubFor(get(urlPathEqualTo(RUNS)).willReturn(okJson(runs(FAILED))));
        airflow.stubFor(get(RUN).willReturn(okJson(FAILED)));
        airflow.stubFor(get(urlPathEqualTo(RUN + "/taskInstances")).willReturn(okJson("""
                {"task_instances":[
                 {"task_id":"prepare","map_index":-1,"state":"success","try_number":1,"duration":0.5,
                  "start_date":"2026-11-24T05:00:01Z","dag_id":"backup","operator":"PythonOperator"},
                 {"task_id":"copy","map_index":-1,"state":"failed","try_number":2,"duration":1.25,
                  "start_date":"2026-11-24T05:00:02Z","dag_id":"backup","operator":"PythonOperator"}],
                 "total_entries":2}""")));
        airflow.stubFor(get(RUN + "/taskInstances/prepare").willReturn(okJson("""
                {"task_id":"prepare","map_index":-1,"state":"success","try_number":1,"duration":0.5,
                 "start_date":"2026-11-24T05:00:01Z","dag_id":"backup","operator":"PythonOperator"}""")));
        airflow.stubFor(get(RUN + "/taskInstances/copy").willReturn(okJson("""
                {"task_id":"copy","map_index":-1,"state":"failed","try_number":2,"duration":1.25,
                 "start_date":"2026-11-24T05:00:02Z","dag_id":"backup","operator":"PythonOperator"}""")));
        airflow.stubFor(
                get(urlPathEqualTo("/api/v2/eventLogs")).willReturn(okJson("{\"event_logs\":[],\"total_entries\":0}")));
        airflow.stubFor(get(urlPathEqualTo(LOG)).willReturn(log(EVENTS)));
    }

    private static String runs(String run) {
        return "{\"dag_runs\":[" + run + "],\"total_entries\":1,\"next_cursor\":null}";
    }

    public static String token(String text) {
        return "{\"access_token\":\"" + text + "\"}";
    }

    /** An error; {@code detail} is a JSON string, list or object, as Airflow has all three. */
    public static ResponseDefinitionBuilder detail(int status, String detail) {
        return okJson("{\"detail\":" + detail + "}").withStatus(status);
    }

    public static ResponseDefinitionBuilder log(String events) {
        return aResponse().withHeader("Content-Type", "application/x-ndjson").withBody(events);
    }
}
