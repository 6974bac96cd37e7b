package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2ControlClient;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2InsightClient;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.reflect.Proxy;

/** Hands the features what more can be read and changed. */
@Singleton
final class MoreAdapters {

    @Produces
    @Singleton
    AirflowInsight insight(AirflowConnection connection, AirflowApiConfig config, Airflow airflow) {
        var v2 = new AirflowV2Insight(
                connection.client(AirflowV2InsightClient.class, config.timeout()),
                connection.client(AirflowV2InsightClient.class, config.logTimeout()),
                connection.v2Calls(),
                airflow);
        return connection.choosing(AirflowInsight.class, onlyAirflow3(AirflowInsight.class), v2);
    }

    @Produces
    @Singleton
    AirflowControl control(AirflowConnection connection, AirflowApiConfig config, Airflow airflow) {
        var v2 = new AirflowV2Control(
                connection.client(AirflowV2ControlClient.class, config.timeout()), connection.v2Calls(), airflow);
        return connection.choosing(AirflowControl.class, onlyAirflow3(AirflowControl.class), v2);
    }

    /** Says of every call that Airflow 2 is not enough. */
    private static <A> A onlyAirflow3(Class<A> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new ToolException(
                            ErrorCode.BACKEND_REFUSED,
                            "This needs Airflow 3, and an Airflow 2 answers.",
                            "list_dags, trigger_dag, get_dag_status and get_task_logs work with it.");
                }));
    }
}
