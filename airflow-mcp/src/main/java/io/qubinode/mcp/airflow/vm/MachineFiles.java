package io.qubinode.mcp.airflow.vm;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How machines are named and given their name, for the other features of machines. */
public final class MachineFiles {

    /** What a new machine may be named, as a regular expression. */
    public static final String NEW = VmNames.PATTERN;

    public static final String NEW_RULE = VmNames.RULE;

    /** The name of what there is, no matter who made it: libvirt's rule, and that each is the name of a file too. */
    public static final String EXISTING = "[^\\x00/]{1,255}";

    public static final String EXISTING_RULE = "must be a name that a listing shows";

    private MachineFiles() {}

    /** A cloud-init seed that gives a machine its name, and leaves its users as they are. */
    public static byte[] seedContent(String machine) {
        return CloudInitSeed.of(new CloudInitSeed.Contents(
                machine, UUID.randomUUID().toString(), List.of(), List.of(), Optional.empty()));
    }
}
