package io.qubinode.mcp.security.health;

/** Looks at one part or backend of a service. Every CDI bean of this type shows in the details of {@code /health}. */
public interface HealthProbe {

    /** The part's name, for example {@code libvirt}. */
    String name();

    /** Looks now; may block up to its own time-out, a few seconds at most. Never throws. */
    ComponentHealth check();
}
