package io.qubinode.mcp.airflow.airflowapi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
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
                .startsWith("x".repeat(500))
                .endsWith("x… (10000 characters)")
                .hasSizeLessThan(530);
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

    /** Of Airflow 3 to v1, of Airflow 2 to v2 (shortened), of both for a thing that is not there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            404 | {"error":"/api/v1 has been removed in Airflow 3"} | true
            404 | <!DOCTYPE html><title>Airflow 404</title> | true
            500 | <html>Traceback</html> | false
            404 | {"detail":"Dag with dag_id: 'x' not found"} | false
            404 | {"detail":null,"status":404,"title":"TaskInstance not found"} | false
            """)
    void tellsAnotherApiFromAThingThatIsNotThere(int status, String body, boolean other) {
        assertThat(of(status, body).ofAnotherApi()).isEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "0, 0", "'Wed, 21 Oct 2026 07:28:00 GMT',", "-1,", "9999999,", ","})
    void knowsWhenAirflowWantsToBeAskedAgain(String header, Long seconds) {
        Response response = Response.status(429).header("Retry-After", header).build();
        assertThat(AirflowRefusal.of(response).retryAfter().map(Duration::toSeconds))
                .isEqualTo(Optional.ofNullable(seconds));
    }

    private static AirflowRefusal of(int status, String body) {
        return AirflowRefusal.of(Response.status(status).entity(body).build());
    }
}
