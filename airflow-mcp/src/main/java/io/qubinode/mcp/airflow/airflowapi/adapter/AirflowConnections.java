package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.AirflowApiConfig;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstance;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.InstanceName;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes the Airflows of the settings. Each connects when something is asked. */
public final class AirflowConnections {

    private AirflowConnections() {}

    /**
     * All Airflows.
     *
     * @param api the default one
     * @param others more of them by name
     */
    public static AirflowInstances of(AirflowApiConfig api, Map<String, AirflowApiConfig> others) {
        var instances = new ArrayList<AirflowInstance>();
        instances.add(of(InstanceName.DEFAULT, api));
        new TreeMap<>(others).forEach((name, other) -> instances.add(of(name, other)));
        return new AirflowInstances(instances);
    }

    static AirflowInstance of(String name, AirflowApiConfig config) {
        var connection = new AirflowConnection(config, name);
        Airflow airflow = connection.choosing(Airflow.class, version -> switch (version) {
            case V1 -> new AirflowV1(connection);
            case V2 -> new AirflowV2(connection);
        });
        List<URI> addresses = Stream.concat(Stream.of(config.url()), config.uiUrl().stream())
                .map(url -> URI.create(AirflowConnection.base(url)))
                .toList();
        return new AirflowInstance(name, airflow, addresses);
    }
}
