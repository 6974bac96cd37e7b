package io.qubinode.mcp.airflow.libvirt;

/** Arguments that ask for a machine, which may be there already. */
public interface NewMachine {

    /** The machine's name. */
    String name();

    /** Its memory in MiB. */
    int memory();
}
