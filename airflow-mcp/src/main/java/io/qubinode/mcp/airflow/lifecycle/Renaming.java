package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Files;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.RenameVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Renamed;
import io.qubinode.mcp.airflow.machine.HostChanges;
import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.airflow.machine.SeedFingerprint;
import io.qubinode.mcp.airflow.machine.UnfinishedRename;
import io.qubinode.mcp.airflow.machine.VolumeNames;
import io.qubinode.mcp.airflow.vm.MachineFiles;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Afterwards;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Gives machines other names: to libvirt, to kcli, which goes by it, and by a new seed to the guest. */
final class Renaming {

    private static final String OPERATION = "rename_vm";

    private final Hypervisor hypervisor;
    private final MachineCopies copies;
    private final HostChanges changes;

    Renaming(Hypervisor hypervisor, MachineCopies copies, HostChanges changes) {
        this.hypervisor = hypervisor;
        this.copies = copies;
        this.changes = changes;
    }

    Renamed rename(RenameVm input) {
        try (Claim claim = changes.claims().claim(OPERATION, input.name(), input.newName())) {
            Files files = copies.files(input.name());
            CopyChecks.mayBeRenamed(input.name(), files);
            String seed = VolumeNames.seed(input.newName());
            CopyChecks.isFree(input.newName(), List.of(VolumeNames.disk(input.newName()), seed), hypervisor.snapshot());
            Optional<String> unasked = changes.elsewhere().mustNotHave(input.newName());
            byte[] content = MachineFiles.seedContent(input.newName());
            UnfinishedRename rename = unfinished(input, files, content);
            changes.journal().write(rename);
            renamed(rename, content, claim);
            return answer(rename, unasked);
        }
    }

    private static UnfinishedRename unfinished(RenameVm input, Files files, byte[] content) {
        Optional<String> oldSeed = CopyChecks.seedOf(input.name(), files);
        Optional<String> seed = oldSeed.map(old -> VolumeNames.seed(input.newName()));
        var renamed = new HashMap<String, String>();
        oldSeed.ifPresent(path -> renamed.put(path, Paths.beside(path, VolumeNames.seed(input.newName()))));
        files.console().forEach(path -> renamed.put(path, Paths.beside(path, VolumeNames.console(input.newName()))));
        return new UnfinishedRename(
                UUID.randomUUID().toString(),
                files.uuid(),
                input.name(),
                input.newName(),
                renamed,
                seed,
                seed.isPresent() ? SeedFingerprint.of(content) : List.of(),
                false,
                Stream.concat(oldSeed.stream(), files.console().stream())
                        .map(Paths::nameOf)
                        .toList());
    }

    private void renamed(UnfinishedRename rename, byte[] content, Claim claim) {
        var now = rename;
        try {
            if (rename.seed().isPresent()) {
                hypervisor.createVolume(rename.seed().get(), content);
                now = rename.withSeed(true);
            }
            copies.rename(rename.from(), rename.to());
            changes.renames().of(now, true);
            changes.journal().remove(rename.id());
        } catch (ToolException e) {
            throw changes.rollback().of(now, claim, e);
        } catch (RuntimeException e) {
            changes.rollback().of(now, claim, ToolException.cancelled());
            throw e;
        } catch (Error e) {
            changes.rollback().soon(now, claim);
            throw e;
        }
    }

    private Renamed answer(UnfinishedRename rename, Optional<String> unasked) {
        String seed = rename.seed().isPresent()
                ? "cloud-init gives the guest its new host name at the next start."
                : "The guest keeps its own host name: it has no cloud-init seed.";
        Optional<List<String>> volumes = volumes(rename.to());
        String unread = volumes.isPresent() ? "" : " Its disks could not be read; get_vm_info shows them.";
        return new Renamed(
                rename.to(),
                rename.from(),
                volumes.orElse(List.of()),
                Optional.of(seed + unasked.map(hosts -> " " + hosts).orElse("") + unread));
    }

    /** The machine has its new name, whether its disks can be read now or not. */
    private Optional<List<String>> volumes(String name) {
        return Afterwards.read(() -> hypervisor.machine(name).disks().stream()
                .flatMap((Disk disk) -> disk.volume().stream())
                .toList());
    }
}
