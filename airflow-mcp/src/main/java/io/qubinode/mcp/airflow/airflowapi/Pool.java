package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import java.util.Optional;

/**
 * A bound on how many tasks run at once.
 *
 * @param slots the number of slots; -1 for no bound
 * @param running taken by running tasks
 * @param queued taken by queued tasks
 * @param description what somebody says of it
 */
public record Pool(
        String name,
        int slots,
        int running,
        int queued,
        int open,
        @WrittenByOthers Optional<String> description) {

    public Pool {
        name = ForeignText.shown(name);
        description = description.map(ForeignText::shown);
    }
}
