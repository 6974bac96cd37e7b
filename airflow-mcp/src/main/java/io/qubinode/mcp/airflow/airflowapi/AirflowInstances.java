package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.tool.Targets;
import io.qubinode.mcp.security.tool.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/** The Airflows of the settings: the one of {@code airflow.api}, and those of {@code airflow.instances} by name. */
public final class AirflowInstances {

    private static final String ARGUMENT = "instance";

    private final List<AirflowInstance> all;

    /** @param all at least one, the default one first */
    public AirflowInstances(List<AirflowInstance> all) {
        this.all = List.copyOf(all);
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
        return Targets.merged(ARGUMENT, "Airflow instance to use", byName);
    }
}
