package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.HostSnapshot;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Files;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Firmware.UefiByName;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.machine.VolumeNames;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;

/** Decides whether a machine can be copied or renamed, before anything is done. */
final class CopyChecks {

    private CopyChecks() {}

    static void mayBeCopied(String name, Files files) {
        files.status().mustBeOff(name);
        if (!files.shared().isEmpty()) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Virtual machine " + name
                            + " writes to storage that is not a volume of a storage pool and cannot be copied: "
                            + String.join("; ", files.shared())
                            + ". The copy would write to the same storage, so it is not made.",
                    "An operator can detach it, or copy it with the tools of its storage.");
        }
        if (files.disks().isEmpty()) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE, "Virtual machine " + name + " has no disk to copy.", "Use create_vm.");
        }
    }

    static void mayBeRenamed(String name, Files files) {
        files.status().mustBeOff(name);
        if (files.firmware() instanceof UefiByName) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Virtual machine " + name
                            + " boots by UEFI, and libvirt stores its boot settings under its name, so a new name would lose them.",
                    "Copy it under the new name with clone_vm, and delete the original when the copy boots.");
        }
        if (files.snapshots() > 0) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Virtual machine " + name + " has " + files.snapshots()
                            + " snapshots, which libvirt ties to its name.",
                    "Delete them with delete_vm_snapshot, or copy the machine with clone_vm.");
        }
    }

    /** @param own the names of the volumes that it is to have */
    static void isFree(String name, List<String> own, HostSnapshot host) {
        if (host.machine(name).isPresent()) {
            throw new ToolException(
                    ErrorCode.ALREADY_EXISTS,
                    "There is a virtual machine named " + name + " already.",
                    "Choose another name.");
        }
        host.volumes().stream()
                .map(Volume::name)
                .filter(own::contains)
                .findFirst()
                .ifPresent(volume -> {
                    throw new ToolException(
                            ErrorCode.ALREADY_EXISTS,
                            "The storage pool holds a volume " + volume + " already, although no such machine exists.",
                            "Choose another name.");
                });
    }

    /** The path of a machine's own cloud-init seed; other CD-ROMs are installation media. */
    static Optional<String> seedOf(String name, Files files) {
        return files.cdroms().stream()
                .filter(path -> Paths.nameOf(path).equalsIgnoreCase(VolumeNames.seed(name)))
                .findFirst();
    }
}
