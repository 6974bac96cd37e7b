package io.qubinode.mcp.airflow.libvirt;

/** Arguments that name an existing machine. */
public interface OfMachine {

    /** The machine's name, as the caller wrote it. */
    String name();

    /** The same arguments with the name that the machine has. */
    Record named(String exact);
}
