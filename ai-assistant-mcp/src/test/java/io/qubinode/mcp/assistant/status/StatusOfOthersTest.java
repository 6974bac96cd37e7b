package io.qubinode.mcp.assistant.status;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.notMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.testing.Client;
import io.qubinode.mcp.assistant.testing.Fakes;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = Fakes.class, restrictToAnnotatedClass = true)
class StatusOfOthersTest {

    WireMockServer fakes;

    @BeforeEach
    void forget() {
        fakes.resetAll();
    }

    @Test
    void takesOverWhatAirflowMcpTells() {
        // As airflow-mcp's GET /health answers a caller with a credential.
        airflowMcp(okJson("""
                {"status":"degraded","service":"airflow-mcp","version":"0.1.0","components":{
                  "airflow":{"state":"up","version":"3.3.2"},
                  "libvirt":{"state":"down","problem":"libvirt cannot be reached."}}}"""));
        airflow("v2", okJson("{\"version\":\"asked directly\"}"));
        JsonPath report = report();
        assertThat(state(report, "airflow-mcp")).isEqualTo("degraded");
        assertThat(of(report, "airflow-mcp", "version")).isEqualTo("0.1.0");
        assertThat(state(report, "airflow")).isEqualTo("up");
        assertThat(of(report, "airflow", "version")).isEqualTo("3.3.2");
        assertThat(state(report, "libvirt")).isEqualTo("down");
        assertThat(of(report, "libvirt", "problem")).isEqualTo("libvirt cannot be reached.");
        assertThat(report.getString("summary")).contains("down: model, libvirt", "degraded: airflow-mcp");
    }

    @Test
    void asksAirflowItselfWhenAirflowMcpIsDown() {
        airflowMcp(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        airflow("v2", okJson("{\"version\":\"3.3.2\",\"git_version\":null}"));
        JsonPath report = report();
        assertThat(state(report, "airflow-mcp")).isEqualTo("down");
        assertThat(of(report, "airflow-mcp", "problem")).startsWith("It cannot be reached.");
        assertThat(of(report, "airflow", "version")).isEqualTo("3.3.2");
    }

    @Test
    void knowsAnOlderAirflowToo() {
        airflow("v2", aResponse().withStatus(404));
        airflow("v1", okJson("{\"version\":\"2.11.2\"}"));
        assertThat(of(report(), "airflow", "version")).isEqualTo("2.11.2");
    }

    @Test
    void reportsWhatHangsAsDown() {
        airflowMcp(okJson("{\"status\":\"up\"}").withFixedDelay(30_000));
        airflow("v2", okJson("{\"version\":\"3.3.2\"}").withFixedDelay(30_000));
        model(aResponse().withFixedDelay(30_000));
        JsonPath report = report();
        assertThat(state(report, "airflow-mcp")).isEqualTo("down");
        assertThat(state(report, "airflow")).isEqualTo("down");
        assertThat(of(report, "airflow", "problem")).contains("not answer");
    }

    @Test
    void saysWhenAirflowMcpIsDisabledOrDoesNotKnowTheKey() {
        airflowMcp(okJson("{\"status\":\"disabled\"}"));
        assertThat(of(report(), "airflow-mcp", "hint")).contains("AIRFLOW_MCP_ENABLED");
        fakes.resetAll();
        airflowMcp(okJson("{\"status\":\"up\"}"));
        assertThat(of(report(), "airflow-mcp", "hint")).contains("AIRFLOW_MCP_STATUS_KEY");
    }

    @Test
    void takesNonsenseForDown() {
        airflowMcp(aResponse().withHeader("Content-Type", "text/html").withBody("<html>hello</html>"));
        airflow("v2", aResponse().withStatus(500).withBody("trace at /srv/airflow"));
        JsonPath report = report();
        assertThat(state(report, "airflow-mcp")).isEqualTo("down");
        assertThat(of(report, "airflow", "problem")).isEqualTo("It answers with status 500.");
    }

    @Test
    void looksWhetherTheModelIsThere() {
        model(okJson("{\"data\":[{\"id\":\"tiny\"}]}"));
        JsonPath up = report();
        assertThat(state(up, "model")).isEqualTo("up");
        assertThat(of(up, "model", "detail")).isEqualTo("tiny");
        fakes.resetAll();
        model(aResponse().withStatus(401));
        assertThat(of(report(), "model", "problem")).contains("key");
    }

    @Test
    void namesWhatIsWrongInTheLab() {
        // As airflow-mcp's REST door answers.
        lab(
                "list_dags",
                "$.cursor",
                okJson("{\"dags\":[{\"dag_id\":\"b\",\"last_run_state\":\"failed\"}],\"total\":3}"));
        fakes.stubFor(post("/tools/list_dags")
                .withRequestBody(notMatching(".*cursor.*"))
                .willReturn(okJson("""
                        {"dags":[{"dag_id":"a","last_run_state":"failed","paused":false},
                         {"dag_id":"cancelled","last_run_state":"failed","last_run_ended_by":"alice"},
                         {"dag_id":"ok","last_run_state":"success"},{"dag_id":"never"}],"total":4,"next_cursor":"n","broken_files":1}""")));
        lab("list_vms", "$[?(@.state == 'crashed')]", okJson("{\"vms\":[{\"name\":\"web1\",\"state\":\"crashed\"}]}"));
        lab("list_vms", "$[?(@.state == 'paused')]", okJson("{\"vms\":[],\"total\":0}"));
        JsonPath report = report();
        assertThat(report.getList("failed_runs")).isEqualTo(List.of("a", "b"));
        assertThat(report.getString("troubled_machines[0].name")).isEqualTo("web1");
        assertThat(report.getInt("broken_dag_files")).isOne();
        assertThat(report.getString("summary")).contains("DAG files that cannot be read: 1");
        assertThat(report.<Object>get("gaps")).isNull();
    }

    @Test
    void saysWhatItCouldNotFindOutOfTheLab() {
        fakes.stubFor(post("/tools/list_dags").willReturn(aResponse().withStatus(503)));
        fakes.stubFor(post("/tools/list_vms").willReturn(okJson("{\"vms\":[]}").withFixedDelay(30_000)));
        assertThat(report().getList("gaps", String.class))
                .hasSize(2)
                .anySatisfy(gap -> assertThat(gap).startsWith("Failed runs: ").contains("503"))
                .anySatisfy(gap ->
                        assertThat(gap).startsWith("Machines in trouble: ").contains("not answer"));
    }

    @Test
    void tellsWhatRuns() {
        JsonPath report = report();
        assertThat(report.getString("deployed.version")).isNotBlank();
        // Outside of a Git checkout nobody knows.
        assertThat(String.valueOf(report.getString("deployed.commit"))).matches("[0-9a-f]{7,}(-dirty)?|null");
        assertThat(report.getString("deployed.profile")).isEqualTo("test");
    }

    private void lab(String tool, String arguments, ResponseDefinitionBuilder answer) {
        fakes.stubFor(post("/tools/" + tool)
                .withHeader("X-API-Key", equalTo("airflow-key"))
                .withRequestBody(matchingJsonPath(arguments))
                .willReturn(answer));
    }

    private static JsonPath report() {
        return Client.rest("get_project_status", "{}")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String state(JsonPath report, String name) {
        return of(report, name, "state");
    }

    private static String of(JsonPath report, String name, String field) {
        return report.getString("components.find { it.name == '" + name + "' }." + field);
    }

    private void airflowMcp(ResponseDefinitionBuilder answer) {
        stub(get("/health").withHeader("X-API-Key", equalTo("airflow-key")), answer);
    }

    private void airflow(String generation, ResponseDefinitionBuilder answer) {
        stub(get("/api/" + generation + "/version"), answer);
    }

    private void model(ResponseDefinitionBuilder answer) {
        stub(get("/v1/models").withHeader("Authorization", equalTo("Bearer model-key")), answer);
    }

    private void stub(MappingBuilder request, ResponseDefinitionBuilder answer) {
        fakes.stubFor(request.willReturn(answer));
    }
}
