package io.qubinode.mcp.airflow.airflowapi;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Hands the features an Airflow of whichever generation there is. */
@Singleton
final class AirflowAdapters {

    @Produces
    @Singleton
    Airflow airflow(AirflowConnection connection) {
        return connection.choosing(Airflow.class, new AirflowV1(connection), new AirflowV2(connection));
    }
}
