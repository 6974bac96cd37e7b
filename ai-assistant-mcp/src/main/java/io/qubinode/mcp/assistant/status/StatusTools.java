package io.qubinode.mcp.assistant.status;

import io.qubinode.mcp.assistant.status.LabStatusSource.TroubledMachine;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tool for the state of the whole. */
@Singleton
public final class StatusTools implements ToolProvider {

    private final ProjectStatus status;

    @Inject
    StatusTools(ProjectStatus status) {
        this.status = status;
    }

    /** {@code get_project_status} accepts no arguments. */
    public record GetProjectStatus() {}

    /**
     * How everything is.
     *
     * @param deployed what runs
     * @param failedRuns the ids of DAGs whose newest run failed
     * @param troubledMachines machines that neither work nor rest
     * @param brokenDagFiles how many DAG files Airflow cannot read; absent for none
     * @param gaps what could not be found out, in sentences
     * @param asOf when it was looked at
     */
    public record StatusReport(
            String summary,
            Deployment deployed,
            List<Component> components,
            List<String> failedRuns,
            List<TroubledMachine> troubledMachines,
            Optional<Integer> brokenDagFiles,
            Optional<List<String>> gaps,
            Instant asOf) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(Tool.reads("get_project_status", "status")
                .title("State of the project")
                .description("Shows which parts of the project work now: this server, its documents and language "
                        + "model, airflow-mcp, Airflow, libvirt; which version runs; DAGs whose newest run failed "
                        + "or whose file is broken; VMs in trouble; under gaps what could not be determined. Use it "
                        + "first when another tool fails.")
                .does(GetProjectStatus.class, StatusReport.class, (input, call) -> status.report()));
    }
}
