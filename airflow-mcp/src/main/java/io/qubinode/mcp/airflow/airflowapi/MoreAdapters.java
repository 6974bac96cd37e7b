package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2ControlClient;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2InsightClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Hands the features what more can be read and changed, in whichever generation there is. */
@Singleton
final class MoreAdapters {

    @Produces
    @Singleton
    AirflowInsight insight(AirflowConnection connection, Airflow airflow) {
        return connection.choosing(
                AirflowInsight.class,
                new AirflowV1Insight(connection, airflow),
                new AirflowV2Insight(
                        connection.client(AirflowV2InsightClient.class),
                        connection.patientClient(AirflowV2InsightClient.class),
                        connection.v2Calls(),
                        airflow));
    }

    @Produces
    @Singleton
    AirflowControl control(AirflowConnection connection, Airflow airflow) {
        return connection.choosing(
                AirflowControl.class,
                new AirflowV1Control(connection, airflow),
                new AirflowV2Control(connection.client(AirflowV2ControlClient.class), connection.v2Calls(), airflow));
    }
}
