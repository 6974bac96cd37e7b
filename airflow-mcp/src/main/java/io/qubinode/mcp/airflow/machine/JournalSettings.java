package io.qubinode.mcp.airflow.machine;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How changes are noted. */
public interface JournalSettings {

    /**
     * How long, after a crash or a broken connection, to look for what libvirt was still making then: it ends what it has begun,
     * whether somebody waits for it or not.
     */
    @WithDefault("60s")
    Duration recoveryWatch();

    /** The folder in which is noted what is being changed, to be undone after a crash; made when it is not there. */
    @WithDefault(".qubinode/journal")
    String journal();
}
