package io.qubinode.mcp.airflow;

import io.qubinode.mcp.airflow.config.AirflowConfig;
import io.qubinode.mcp.security.catalogue.ServiceInstructions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a language model should know of workflows and machines here. */
@Singleton
final class AirflowInstructions implements ServiceInstructions {

    private static final String UNITS =
            "Times are in UTC, ISO 8601. Memory is in MiB, disks in GiB. A machine is known by its name, a DAG by"
                    + " its dag_id, a run by dag_id and run_id.";

    private final String simulated;

    @Inject
    AirflowInstructions(AirflowConfig config) {
        String hosts = config.libvirt().uri().byName().entrySet().stream()
                .filter(host -> host.getValue().startsWith("test:"))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        simulated =
                hosts.isEmpty() ? "" : " The machines of host " + hosts + " are simulated: nothing really runs there.";
    }

    @Override
    public String text(Predicate<String> offered) {
        String first =
                Stream.of("diagnose_dag_run", "diagnose_vm").filter(offered).collect(Collectors.joining(" or "));
        return UNITS + (first.isEmpty() ? "" : " When something is wrong, start with " + first + ".") + simulated;
    }
}
