package io.qubinode.mcp.airflow.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.not;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

/** Answers as Airflow 2.11.2 does, shortened: DAG {@code backup} has run {@code manual__1} with a good and a failed task. */
public final class Airflow2OnTheWire {

    public static final String DAGS = "/api/v1/dags";
    public static final String RUNS = "/api/v1/dags/backup/dagRuns";
    public static final String RUN = RUNS + "/manual__1";
    public static final String LOG = RUN + "/taskInstances/copy/logs/2";

    public static final String RUN_OF_BACKUP = """
            {"conf":{},"dag_id":"backup","dag_run_id":"manual__1","data_interval_end":"2026-11-24T05:00:00+00:00",
             "data_interval_start":"2026-11-24T05:00:00+00:00","end_date":"2026-11-24T05:00:09.5+00:00",
             "execution_date":"2026-11-24T05:00:00+00:00","external_trigger":true,"last_scheduling_decision":null,
             "logical_date":"2026-11-24T05:00:00+00:00","note":null,"run_type":"manual",
             "start_date":"2026-11-24T05:00:01+00:00","state":"failed"}""";

    private static final String DAG = """
            {"dag_id":"backup","dag_display_name":"backup","is_paused":false,"is_active":true,"description":"Nightly",
             "schedule_interval":{"__type":"CronExpression","value":"0 3 * * *"},"timetable_description":"At 03:00",
             "tags":[{"name":"ops"}],"owners":["airflow"],"next_dagrun_create_after":"2026-11-25T03:00:00+00:00",
             "has_import_errors":false,"fileloc":"/opt/airflow/dags/backup.py","file_token":"IgL3"}""";

    private static final String TEXT = """
            worker-1
             INFO - ::group::Log message source details
            *** Found local files:
            ***   * /opt/airflow/logs/dag_id=backup/attempt=2.log
             INFO - ::endgroup::
            [2026-11-24T05:00:02.004+0000] {logging_mixin.py:190} INFO - copying
            [2026-11-24T05:00:03.004+0000] {taskinstance.py:3337} ERROR - Task failed with exception
            Traceback (most recent call last):
              File "/opt/airflow/dags/backup.py", line 12, in copy
                raise OSError("disk full")
            OSError: disk full
            """;

    private Airflow2OnTheWire() {}

    /** Forgets all stubs and requests, and answers everything well. */
    public static void isWell(WireMockServer airflow) {
        airflow.resetAll();
        airflow.stubFor(any(anyUrl())
                .atPriority(10)
                .willReturn(aResponse()
                        .withStatus(404)
                        .withHeader("Content-Type", "text/html; charset=utf-8")
                        .withBody("<!DOCTYPE html><html><title>Airflow 404</title></html>")));
        airflow.stubFor(get("/api/v1/version").willReturn(okJson("{\"git_version\":\"\",\"version\":\"2.11.2\"}")));
        airflow.stubFor(any(urlPathMatching(DAGS + ".*")).atPriority(9).willReturn(problem(403, "Forbidden", "null")));
        known(airflow, get(urlPathEqualTo(DAGS)), okJson("{\"dags\":[" + DAG + "],\"total_entries\":1}"));
        known(airflow, post("/api/v1/dags/~/dagRuns/list"), okJson(runs(RUN_OF_BACKUP)));
        known(
                airflow,
                get(urlPathMatching(DAGS + "/[^/]+/details")).atPriority(8),
                problem(404, "DAG not found", "\"The DAG with dag_id: x was not found\""));
        known(airflow, get(DAGS + "/backup/details"), okJson("""
                {"dag_id":"backup","is_paused":false,"schedule_interval":{"__type":"CronExpression","value":"0 3 * * *"},
                 "params":{"target":{"__class":"airflow.models.param.Param","description":null,"value":"/srv",
                 "schema":{"type":"string","enum":["/srv","/mnt"]}}}}"""));
        known(airflow, patch(urlPathEqualTo(DAGS + "/backup")), okJson(DAG));
        known(
                airflow,
                post(RUNS).atPriority(8),
                problem(400, "Bad Request", "\"None is not of type 'string' - 'logical_date'\""));
        known(
                airflow,
                post(RUNS).withRequestBody(not(matchingJsonPath("$.logical_date"))),
                okJson(RUN_OF_BACKUP.replace("\"failed\"", "\"queued\"")));
        known(airflow, get(urlPathMatching(DAGS + "/[^/]+/dagRuns")).atPriority(8), okJson(runs("")));
        known(airflow, get(urlPathEqualTo(RUNS)), okJson(runs(RUN_OF_BACKUP)));
        known(
                airflow,
                get(urlPathMatching(DAGS + "/[^/]+/dagRuns/[^/]+")).atPriority(8),
                problem(404, "DAGRun not found", "\"DAGRun with DagRun ID: 'x' not found\""));
        known(airflow, get(RUN), okJson(RUN_OF_BACKUP));
        known(airflow, get(urlPathEqualTo(RUN + "/taskInstances")), okJson("""
                {"task_instances":[
                 {"task_id":"prepare","map_index":-1,"state":"success","try_number":1,"duration":0.5,
                  "start_date":"2026-11-24T05:00:01+00:00","executor_config":"{}","sla_miss":null},
                 {"task_id":"copy","map_index":-1,"state":"failed","try_number":2,"duration":1.25,
                  "start_date":"2026-11-24T05:00:02+00:00","executor_config":"{}","sla_miss":null}],
                 "total_entries":2}"""));
        known(airflow, get(RUN + "/taskInstances/copy"), okJson("""
                {"task_id":"copy","map_index":-1,"state":"failed","try_number":2,"duration":1.25,
                 "start_date":"2026-11-24T05:00:02+00:00","executor_config":"{}","sla_miss":null}"""));
        known(airflow, get(urlPathEqualTo("/api/v1/eventLogs")), okJson("{\"event_logs\":[],\"total_entries\":0}"));
        known(airflow, get(urlPathEqualTo(LOG)).withHeader("Accept", matching("text/(\\*.*|plain)")), log(TEXT));
    }

    private static void known(WireMockServer airflow, MappingBuilder request, ResponseDefinitionBuilder answer) {
        airflow.stubFor(
                request.withBasicAuth("qubinode", OutsideSystems.PASSWORD).willReturn(answer));
    }

    private static String runs(String run) {
        return "{\"dag_runs\":[" + run + "],\"total_entries\":" + (run.isEmpty() ? 0 : 1) + "}";
    }

    /** An error; {@code detail} is a JSON string or null. */
    public static ResponseDefinitionBuilder problem(int status, String title, String detail) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/problem+json")
                .withBody("{\"detail\":" + detail + ",\"status\":" + status + ",\"title\":\"" + title
                        + "\",\"type\":\"https://airflow.apache.org/docs/Errors\"}");
    }

    public static ResponseDefinitionBuilder log(String text) {
        return aResponse().withHeader("Content-Type", "text/plain").withBody(text);
    }
}
