package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.machine.VolumeNames;
import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.airflow.vm.VmTools.WaitFor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Pasted;
import java.util.List;

/** Decides whether a machine can be made, before anything is. */
final class CreationChecks {

    /** What is said where the figures of what is left mean nothing. */
    static final String ANY_SIZE = "This is libvirt's test driver, where any size fits.";

    // What the host itself needs, whatever its machines use.
    private static final long HOST_MIB = 1024;
    private static final long GIB = 1L << 30;
    private static final int MOST_MIB = 1 << 20;
    private static final int MOST_CPUS = 256;
    private static final int MOST_GIB = 16_384;

    private CreationChecks() {}

    /**
     * A check that throws what is in the way.
     *
     * @param argument the argument that it is about
     */
    record Check(String argument, Runnable check) implements Runnable {
        @Override
        public void run() {
            check.run();
        }
    }

    /** What tells, check by check, whether the arguments make sense. */
    static List<Check> ofArguments(CreateVm input, Includes includes) {
        return List.of(
                new Check("memory", () -> atMost("memory", input.memory(), MOST_MIB)),
                new Check("cpus", () -> atMost("cpus", input.cpus(), MOST_CPUS)),
                new Check("disk_size", () -> atMost("disk_size", input.diskSize(), MOST_GIB)),
                new Check("ssh_key", () -> input.sshKey().ifPresent(SshKeys::of)),
                new Check("user_data", () -> input.userData().ifPresent(text -> UserData.check(text, includes))),
                new Check("wait_for", () -> checkWait(input)));
    }

    private static void checkWait(CreateVm input) {
        if (!input.start() && input.waitFor() != WaitFor.RUNNING) {
            throw invalid(
                    "wait_for cannot be used with start: false, because the machine is not started.",
                    "Leave one of them out.");
        }
    }

    /** Said here and not in the schema, which every model reads whole. */
    private static void atMost(String argument, int value, int most) {
        if (value > most) {
            throw invalid(argument + ": must be at most " + most + ".", "Ask for less.");
        }
    }

    /** What tells, check by check, whether the host has what is asked for. */
    static List<Check> ofHost(CreateVm input, HostCapacity host) {
        return List.of(
                new Check("cpus", () -> checkCpus(input.cpus(), host)),
                new Check("disk_size", () -> checkDisk(input.diskSize(), host)),
                new Check(
                        "network", () -> input.network().ifPresent(network -> checkNetwork(network, host.networks()))),
                new Check("memory", () -> checkMemory(input.memory(), host)));
    }

    /** Whether the disk is large enough for its image. */
    static void disk(CreateVm input, Volume image) {
        long needed = (image.capacityBytes() + GIB - 1) / GIB;
        if (needed > input.diskSize()) {
            throw invalid(
                    "disk_size is " + input.diskSize() + " GiB, but image " + image.name() + " needs " + needed
                            + " GiB.",
                    "Ask for a disk_size of " + needed + " or more.");
        }
    }

    /** Whether the names of the machine's volumes are free. */
    static void volumes(String name, List<Volume> volumes) {
        List<String> own = List.of(VolumeNames.disk(name), VolumeNames.seed(name), VolumeNames.nvram(name));
        volumes.stream().map(Volume::name).filter(own::contains).findFirst().ifPresent(volume -> {
            throw new ToolException(
                    ErrorCode.ALREADY_EXISTS,
                    "The storage pool holds a volume " + volume + " already, although no such machine exists.",
                    "Choose another name; an operator can find out what that volume is.");
        });
    }

    private static void checkCpus(int cpus, HostCapacity host) {
        if (cpus > host.cpus()) {
            throw invalid("cpus is " + cpus + ", but the host has " + host.cpus() + " CPUs.", "Ask for less.");
        }
    }

    private static void checkNetwork(String given, List<String> active) {
        String name = Pasted.meant(given, active);
        if (!active.contains(name)) {
            throw new ToolException(
                    ErrorCode.NOT_FOUND,
                    "The host has no active network named " + name + ".",
                    Suggestions.hint(name, active, "There are " + String.join(", ", active) + "."));
        }
    }

    /** How much memory is left for machines. */
    static long freeMib(HostCapacity host) {
        return Math.max(0, host.memoryMib() - host.committedMib() - HOST_MIB);
    }

    /** How much the pool can still take. */
    static long freeGib(HostCapacity host) {
        return host.poolFreeBytes() / GIB;
    }

    private static void checkMemory(int mib, HostCapacity host) {
        long free = freeMib(host);
        if (mib > free && !host.imaginary()) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The host has " + free + " MiB of memory left for machines, and " + mib + " are asked for.",
                    "Ask for less memory or stop another machine.");
        }
    }

    private static void checkDisk(int gib, HostCapacity host) {
        long free = freeGib(host);
        if (gib > free) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The storage pool has " + free + " GiB left, and " + gib + " are asked for.",
                    "Ask for a smaller disk_size or delete what is not needed.");
        }
    }

    /** The refusal of an image that is neither in the pool nor can be downloaded. */
    static ToolException noImage(String name, List<String> names) {
        String otherwise = names.isEmpty()
                ? "The storage pool has none; an operator must put a qcow2 cloud image there."
                : "There are " + String.join(", ", names) + ".";
        return new ToolException(
                ErrorCode.NOT_FOUND, "There is no image named " + name + ".", Suggestions.hint(name, names, otherwise));
    }

    private static ToolException invalid(String message, String hint) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, message, hint);
    }
}
