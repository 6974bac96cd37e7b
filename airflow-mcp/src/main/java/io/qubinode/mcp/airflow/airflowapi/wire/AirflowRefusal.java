package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.tool.ToolJson;
import jakarta.ws.rs.core.Response;

/** Airflow answered with an error. Does not leave the adapter: features see a {@code ToolException}. */
public final class AirflowRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 500;

    private final int status;
    private final String detail;

    private AirflowRefusal(int status, String detail) {
        super("Airflow answered " + status + ": " + detail);
        this.status = status;
        this.detail = detail;
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

    /** Of any answer with a status from 400 on. Reads its body. */
    static AirflowRefusal of(Response response) {
        String body = response.hasEntity() ? response.readEntity(String.class) : "";
        return new AirflowRefusal(response.getStatus(), sentence(body));
    }

    /** {@code detail} is a string, an object with a reason, or a list of what is wrong with which field. */
    private static String sentence(String body) {
        try {
            JsonNode detail = ToolJson.MAPPER.readTree(body).path("detail");
            if (detail.isTextual()) {
                return cut(detail.textValue());
            } else if (detail.isArray() && !detail.isEmpty()) {
                return cut(detail.get(0).path("loc") + " "
                        + detail.get(0).path("msg").asText());
            }
            return cut(detail.path("reason").asText(""));
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static String cut(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
