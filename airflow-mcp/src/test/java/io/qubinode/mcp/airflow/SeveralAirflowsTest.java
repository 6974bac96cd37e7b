package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.airflow.testing.SecondAirflow;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tools where the settings name an Airflow 3 and, as "legacy", an Airflow 2. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
@WithTestResource(SecondAirflow.class)
class SeveralAirflowsTest {

    @TestHTTPResource
    URI base;

    WireMockServer airflow;

    @BeforeEach
    void airflowIsWell() {
        AirflowOnTheWire.isWell(airflow);
    }

    @Test
    void asksTheOneThatIsNamedAndTheFirstWhenNoneIs() {
        DoorClient.atEveryDoor(base, door -> {
            assertThat(ok(door.call("list_dags", new JsonObject())).getString("instance"))
                    .isEqualTo("default");
            airflow.resetRequests();
            JsonObject legacy = ok(door.call("list_dags", new JsonObject().put("instance", "legacy")));
            assertThat(legacy.getString("instance")).isEqualTo("legacy");
            assertThat(legacy.getInteger("total")).isEqualTo(1);
            airflow.verify(0, WireMock.anyRequestedFor(WireMock.anyUrl()));
        });
    }

    @Test
    void triggersWhereItIsAskedTo() {
        JsonObject triggered = ok(DoorClient.rest(base).call("trigger_dag", new JsonObject("""
                {"dag_id":"backup","instance":"legacy"}""")));
        assertThat(triggered.getString("instance")).isEqualTo("legacy");
        airflow.verify(0, WireMock.postRequestedFor(WireMock.urlEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void namesThoseThereAreWhenThereIsNoSuch() {
        DoorClient.atEveryDoor(base, door -> {
            Answer answer = door.call("get_dag_status", new JsonObject("""
                    {"dag_id":"backup","instance":"legcy"}"""));
            assertThat(answer.code()).isEqualTo("invalid_argument");
            assertThat(answer.text())
                    .contains("instance must be one of default, legacy")
                    .contains("Did you mean legacy?");
        });
    }

    @Test
    void tellsOfTheHealthOfEach() {
        String health = io.restassured.RestAssured.given()
                .baseUri(base.toString())
                .header("X-API-Key", DoorClient.KEY)
                .get("/health")
                .asString();
        JsonObject parts = new JsonObject(health).getJsonObject("components");
        assertThat(parts.getJsonObject("airflow").getString("version")).isEqualTo("3.3.2");
        assertThat(parts.getJsonObject("airflow.legacy").getString("version")).startsWith("2.11");
    }

    private static JsonObject ok(Answer answer) {
        assertThat(answer.code()).as(answer.text()).isNull();
        return answer.content();
    }
}
