package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Elsewhere;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Files;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.RenameVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Renamed;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.vm.MachineFiles;
import io.qubinode.mcp.security.core.ToolException;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Gives machines other names: to libvirt, to kcli, which goes by it, and by a new seed to the guest. */
final class Renaming {

    private static final Logger LOG = Logger.getLogger(Renaming.class);

    private final Hypervisor hypervisor;
    private final MachineCopies copies;
    private final NameClaims claims;
    private final Elsewhere elsewhere;

    Renaming(Hypervisor hypervisor, MachineCopies copies, NameClaims claims, Elsewhere elsewhere) {
        this.hypervisor = hypervisor;
        this.copies = copies;
        this.claims = claims;
        this.elsewhere = elsewhere;
    }

    Renamed rename(RenameVm input) {
        return claims.during("rename_vm", hypervisor, () -> renamed(input), input.name(), input.newName());
    }

    private Renamed renamed(RenameVm input) {
        Files files = copies.files(input.name());
        CopyChecks.mayBeRenamed(input.name(), files);
        CopyChecks.isFree(input.newName(), hypervisor.machines(), hypervisor.volumes());
        elsewhere.mustNotHave(input.newName());
        var renamed = new HashMap<String, String>();
        Optional<String> oldSeed = CopyChecks.seedOf(input.name(), files);
        String seed = MachineFiles.seed(input.newName());
        oldSeed.ifPresent(path -> {
            hypervisor.createVolume(seed, MachineFiles.seedContent(input.newName()));
            renamed.put(path, Paths.beside(path, seed));
        });
        files.console().forEach(path -> renamed.put(path, Paths.beside(path, MachineFiles.console(input.newName()))));
        try {
            copies.rename(input.name(), input.newName(), renamed);
        } catch (RuntimeException e) {
            oldSeed.ifPresent(path -> delete(seed));
            throw e;
        }
        oldSeed.map(Paths::nameOf).ifPresent(this::delete);
        // Rotated parts have a number at the end.
        List<String> consoles = files.console().stream().map(Paths::nameOf).toList();
        hypervisor.volumes().stream()
                .map(Volume::name)
                .filter(volume ->
                        consoles.stream().anyMatch(console -> volume.matches(Pattern.quote(console) + "(\\.\\d+)?")))
                .forEach(this::delete);
        return new Renamed(
                input.newName(),
                input.name(),
                hypervisor.machine(input.newName()).disks().stream()
                        .flatMap((Disk disk) -> disk.volume().stream())
                        .toList(),
                oldSeed.isPresent()
                        ? Optional.of("cloud-init gives the guest its new host name at the next start.")
                        : Optional.of("The guest keeps its own host name: it has no cloud-init seed."));
    }

    private void delete(String volume) {
        try {
            hypervisor.deleteVolume(volume);
        } catch (ToolException e) {
            LOG.warnf(e, "Volume %s could not be deleted", volume);
        }
    }
}
