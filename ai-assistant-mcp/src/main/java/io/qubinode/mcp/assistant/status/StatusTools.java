package io.qubinode.mcp.assistant.status;

import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The tool for the state of the whole. */
@Singleton
public final class StatusTools implements ToolProvider {

    private final ProjectStatus status;

    @Inject
    StatusTools(ProjectStatus status) {
        this.status = status;
    }

    /** {@code get_project_status} takes no arguments. */
    public record GetProjectStatus() {}

    /** How everything is. */
    public record StatusReport(String summary, List<Component> components) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(Tool.reads("get_project_status", "status")
                .title("State of the project")
                .description("Which parts of the project work now: this server, its documents and language model,"
                        + " airflow-mcp, Airflow, libvirt. Use it first when another tool fails.")
                .does(GetProjectStatus.class, StatusReport.class, (input, call) -> status.report()));
    }
}
