package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.secret.ForeignText;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;

/** Airflow answered with an error. Does not leave the adapter: features see a {@code ToolException}. */
public final class AirflowRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 500;

    private final int status;
    private final transient JsonNode body;
    private final String detail;
    private final transient Optional<Duration> retryAfter;

    private AirflowRefusal(int status, JsonNode body, Optional<Duration> retryAfter) {
        super("Airflow answered " + status + ": " + sentence(body.path("detail")));
        this.status = status;
        this.body = body;
        this.detail = sentence(body.path("detail"));
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    /** Airflow's own words, one line, at most 500 characters; empty when it has none. */
    public String detail() {
        return detail;
    }

    /** A credential that has expired gets 401 from some versions and 403 with these words from others. */
    public boolean credentialExpired() {
        return status == 401 || status == 403 && detail.contains("Invalid JWT");
    }

    /** Whether this is how Airflow 2 says it (https://www.rfc-editor.org/rfc/rfc9457). */
    public boolean ofAirflow2() {
        return body.has("title");
    }

    /** Whether there is no such path at all: every 404 of the API itself has words, those of other servers and pages have not. */
    public boolean ofAnotherApi() {
        return status == 404 && !body.has("detail");
    }

    /** When Airflow asks to be asked again; empty when it does not say so in seconds. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Of any answer with a status from 400 on. Reads its body. */
    public static AirflowRefusal of(Response response) {
        String text = response.hasEntity() ? response.readEntity(String.class) : "";
        return new AirflowRefusal(
                response.getStatus(), parsed(text), seconds(response.getHeaderString(HttpHeaders.RETRY_AFTER)));
    }

    private static JsonNode parsed(String text) {
        try {
            return ToolJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return ToolJson.MAPPER.missingNode();
        }
    }

    private static Optional<Duration> seconds(String header) {
        return Optional.ofNullable(header)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    /** {@code detail} is a string, an object with a reason, or a list of what is wrong with which field. */
    private static String sentence(JsonNode detail) {
        if (detail.isTextual()) {
            return cut(detail.textValue());
        } else if (detail.isArray() && !detail.isEmpty()) {
            return cut(
                    detail.get(0).path("loc") + " " + detail.get(0).path("msg").asText());
        }
        return cut(detail.path("reason").asText(""));
    }

    private static String cut(String text) {
        String line = text.lines().findFirst().orElse("");
        return ForeignText.shown(line, LONGEST);
    }
}
