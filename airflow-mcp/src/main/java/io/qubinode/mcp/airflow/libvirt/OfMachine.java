package io.qubinode.mcp.airflow.libvirt;

/** Arguments that name a machine that there is. */
public interface OfMachine {

    /** The machine's name. */
    String name();
}
