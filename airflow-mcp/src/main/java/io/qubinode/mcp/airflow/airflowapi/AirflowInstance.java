package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2ControlClient;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2InsightClient;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * One Airflow, of whichever generation it is.
 *
 * @param name by which callers choose it
 * @param airflow runs and their logs
 * @param insight what more can be read
 * @param control what more can be changed
 * @param addresses of its API and of its web pages, where people see them at another
 */
public record AirflowInstance(
        String name, Airflow airflow, AirflowInsight insight, AirflowControl control, List<URI> addresses) {

    public AirflowInstance {
        addresses = List.copyOf(addresses);
    }

    /** Connects when something is asked. */
    static AirflowInstance of(String name, AirflowApiConfig config) {
        var connection = new AirflowConnection(config, name);
        Airflow airflow = connection.choosing(Airflow.class, generation -> switch (generation) {
            case V1 -> new AirflowV1(connection);
            case V2 -> new AirflowV2(connection);
        });
        AirflowInsight insight = connection.choosing(AirflowInsight.class, generation -> switch (generation) {
            case V1 -> new AirflowV1Insight(connection, airflow);
            case V2 ->
                new AirflowV2Insight(
                        connection.client(AirflowV2InsightClient.class),
                        connection.patientClient(AirflowV2InsightClient.class),
                        connection.v2Calls(),
                        airflow);
        });
        AirflowControl control = connection.choosing(AirflowControl.class, generation -> switch (generation) {
            case V1 -> new AirflowV1Control(connection, airflow);
            case V2 ->
                new AirflowV2Control(connection.client(AirflowV2ControlClient.class), connection.v2Calls(), airflow);
        });
        List<URI> addresses = Stream.concat(Stream.of(config.url()), config.uiUrl().stream())
                .map(url -> URI.create(AirflowConnection.base(url)))
                .toList();
        return new AirflowInstance(name, airflow, insight, control, addresses);
    }
}
