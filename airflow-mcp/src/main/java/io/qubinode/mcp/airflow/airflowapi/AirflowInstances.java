package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.tool.Places;
import io.qubinode.mcp.security.tool.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The Airflows of the settings: the one of {@code airflow.api}, and those of {@code airflow.instances} by name. */
public final class AirflowInstances {

    private static final String ARGUMENT = "instance";

    private final List<AirflowInstance> all;

    private AirflowInstances(List<AirflowInstance> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Connects when something is asked.
     *
     * @param api the default one
     * @param others more of them by name
     */
    public static AirflowInstances of(AirflowApiConfig api, Map<String, AirflowApiConfig> others) {
        var instances = new ArrayList<AirflowInstance>();
        instances.add(AirflowInstance.of(InstanceName.DEFAULT, api));
        new TreeMap<>(others).forEach((name, other) -> instances.add(AirflowInstance.of(name, other)));
        return new AirflowInstances(instances);
    }

    /** The one that is meant when none is named. */
    public AirflowInstance first() {
        return all.getFirst();
    }

    /** All of them, the default one first. */
    public List<AirflowInstance> all() {
        return all;
    }

    /**
     * The tools for all of them: with an argument to choose by when there are several.
     *
     * @param declared declares the tools for one; the same for each
     */
    public List<Tool<?, ?>> tools(Function<AirflowInstance, List<Tool<?, ?>>> declared) {
        var byName = new LinkedHashMap<String, List<Tool<?, ?>>>();
        all.forEach(instance -> byName.put(instance.name(), declared.apply(instance)));
        return Places.merged(ARGUMENT, "Which Airflow", byName);
    }
}
