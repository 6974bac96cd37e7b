package io.qubinode.mcp.airflow.airflowapi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AirflowRefusalTest {

    /** The three shapes that Airflow 3.3.2 has. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"detail":"Dag with dag_id: 'x' not found"} | Dag with dag_id: 'x' not found
            {"detail":{"reason":"Unique constraint violation","statement":"hidden"}} | Unique constraint violation
            {"detail":[{"type":"missing","loc":["body","logical_date"],"msg":"Field required"}]} | ["body","logical_date"] Field required
            """)
    void takesAirflowsOwnWords(String body, String words) {
        assertThat(of(422, body).detail()).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Traceback</html>",
                "{",
                "[]",
                "5",
                "null",
                "{\"detail\":null}",
                "{\"detail\":[]}",
                "{\"detail\":5}",
                "{\"title\":\"x\"}"
            })
    void hasNoWordsWhereAirflowHasNone(String body) {
        assertThat(of(500, body).detail()).isEmpty();
    }

    @Test
    void cutsWordsThatAreLongAndKeepsTheFirstLineOnly() {
        assertThat(of(500, "{\"detail\":\"" + "x".repeat(10_000) + "\"}").detail())
                .hasSize(501)
                .endsWith("…");
        assertThat(of(500, "{\"detail\":\"one\\nTraceback\"}").detail()).isEqualTo("one");
    }

    @ParameterizedTest
    @CsvSource({
        "401, Not authenticated, true",
        "403, Invalid JWT token, true",
        "403, Forbidden, false",
        "404, Invalid JWT token, false"
    })
    void tellsAnExpiredCredentialFromAForbiddenDeed(int status, String words, boolean expired) {
        assertThat(of(status, "{\"detail\":\"" + words + "\"}").credentialExpired())
                .isEqualTo(expired);
    }

    private static AirflowRefusal of(int status, String body) {
        return AirflowRefusal.of(Response.status(status).entity(body).build());
    }
}
