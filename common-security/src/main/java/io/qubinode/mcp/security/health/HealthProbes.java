package io.qubinode.mcp.security.health;

import java.util.List;

/** Several probes of one kind, as many as the settings name. Every CDI bean of this type is asked once, at start. */
public interface HealthProbes {

    List<HealthProbe> probes();
}
