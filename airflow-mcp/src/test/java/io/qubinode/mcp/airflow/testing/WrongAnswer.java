package io.qubinode.mcp.airflow.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.qubinode.mcp.airflow.testing.AirflowOnTheWire.detail;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;

/**
 * What can come back from Airflow, or from what answers in its place, and what the caller is told of it. Those with a {@code
 * detail} are answers that were seen of Airflow 3.3.2.
 */
public enum WrongAnswer {
    FORBIDDEN(detail(403, "\"Forbidden\""), "backend_refused", 502, "role"),
    UNAUTHORIZED(detail(401, "\"Not authenticated\""), "backend_refused", 502, "AIRFLOW_TOKEN"),
    EXPIRED(detail(403, "\"Invalid JWT token\""), "backend_refused", 502, "AIRFLOW_TOKEN"),
    NOT_FOUND(detail(404, "\"Dag with dag_id: 'backup' not found\""), "not_found", 404, "backup"),
    CONFLICT(
            detail(409, "{\"reason\":\"Unique constraint violation\",\"statement\":\"hidden\",\"orig_error\":\"x\"}"),
            "already_exists",
            409,
            "Unique constraint violation"),
    UNPROCESSABLE(
            detail(422, "[{\"type\":\"missing\",\"loc\":[\"body\",\"logical_date\"],\"msg\":\"Field required\"}]"),
            "invalid_argument",
            400,
            "Field required"),
    BAD_CONF(
            detail(400, "\"Invalid input for param target: 5 is not of type 'string'\""),
            "invalid_argument",
            400,
            "Invalid input for param"),
    TOO_MANY(detail(429, "\"Too many requests\""), "backend_unavailable", 503, "429"),
    SERVER_ERROR(html(500), "backend_refused", 502, "500"),
    BAD_GATEWAY(html(502), "backend_unavailable", 503, "502"),
    OTHER_SERVER(html(200), "backend_refused", 502, "AIRFLOW_API_URL"),
    EMPTY(aResponse().withStatus(200), "backend_refused", 502, "AIRFLOW_API_URL"),
    EMPTY_JSON(okJson(""), "backend_refused", 502, "AIRFLOW_API_URL"),
    JSON_NULL(okJson("null"), "backend_refused", 502, "AIRFLOW_API_URL"),
    OTHER_JSON(okJson("{\"hello\":\"world\"}"), "backend_refused", 502, "AIRFLOW_API_URL"),
    JSON_LIST(okJson("[]"), "backend_refused", 502, "AIRFLOW_API_URL"),
    HALF_A_BODY(okJson("{\"dag_id\":\"backup\",\"is_pau"), "backend_refused", 502, "AIRFLOW_API_URL"),
    NO_ANSWER(aResponse().withFault(Fault.EMPTY_RESPONSE), "backend_unavailable", 503, "AIRFLOW_API_URL"),
    RESET(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), "backend_unavailable", 503, "AIRFLOW_API_URL"),
    GARBAGE(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE), "backend_unavailable", 503, "AIRFLOW_API_URL"),
    BROKEN_BODY(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK), "backend_unavailable", 503, "AIRFLOW_API_URL"),
    TOO_SLOW(okJson("{}").withFixedDelay(4_000), "backend_timeout", 504, "in time");

    public final ResponseDefinitionBuilder answer;
    public final String code;
    public final int status;
    public final String words;

    WrongAnswer(ResponseDefinitionBuilder answer, String code, int status, String words) {
        this.answer = answer;
        this.code = code;
        this.status = status;
        this.words = words;
    }

    /** Whether the token is renewed and the request sent once more. */
    public boolean ofTheCredential() {
        return this == UNAUTHORIZED || this == EXPIRED;
    }

    private static ResponseDefinitionBuilder html(int status) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "text/html")
                .withBody("<html><body>Traceback: /opt/airflow/site-packages/x.py " + OutsideSystems.PASSWORD
                        + "</body></html>");
    }
}
