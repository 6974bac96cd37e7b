package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Files;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.CloneVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Cloned;
import io.qubinode.mcp.airflow.vm.MachineFiles;
import io.qubinode.mcp.security.tool.CallContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Copies machines, whole or not at all. */
final class Cloning {

    private final Hypervisor hypervisor;
    private final MachineCopies copies;

    Cloning(Hypervisor hypervisor, MachineCopies copies) {
        this.hypervisor = hypervisor;
        this.copies = copies;
    }

    Cloned copy(CloneVm input, CallContext call) {
        Files files = copies.files(input.name());
        CopyChecks.mayBeCopied(input.name(), files);
        CopyChecks.isFree(input.newName(), hypervisor.machines(), hypervisor.volumes());
        var undo = new CopyUndo(hypervisor);
        try {
            List<String> volumes = make(input, files, call, undo);
            return new Cloned(
                    input.newName(),
                    input.name(),
                    hypervisor.machine(input.newName()).machine().state(),
                    volumes,
                    CopyChecks.seedOf(input.name(), files).isPresent()
                            ? Optional.empty()
                            : Optional.of("The original has no cloud-init seed, so that the copy has its host name."));
        } catch (RuntimeException e) {
            undo.all(e);
            throw e;
        }
    }

    private List<String> make(CloneVm input, Files files, CallContext call, CopyUndo undo) {
        var renamed = new HashMap<String, String>();
        var volumes = new ArrayList<String>();
        int steps = files.disks().size() + 1;
        for (int i = 0; i < files.disks().size(); i++) {
            call.checkCancelled();
            call.progress(
                    i, steps, "copying disk " + (i + 1) + " of " + files.disks().size());
            String path = files.disks().get(i);
            String volume = MachineFiles.disk(input.newName(), i);
            undo.make(() -> copies.copyVolume(path, volume), () -> hypervisor.deleteVolume(volume));
            renamed.put(path, Paths.beside(path, volume));
            volumes.add(volume);
        }
        call.checkCancelled();
        call.progress(files.disks().size(), steps, "defining the copy");
        CopyChecks.seedOf(input.name(), files).ifPresent(path -> {
            String seed = MachineFiles.seed(input.newName());
            byte[] content = MachineFiles.seedContent(input.newName());
            undo.make(() -> hypervisor.createVolume(seed, content), () -> hypervisor.deleteVolume(seed));
            renamed.put(path, Paths.beside(path, seed));
            volumes.add(seed);
        });
        files.console().forEach(path -> renamed.put(path, Paths.beside(path, MachineFiles.console(input.newName()))));
        String name = input.newName();
        undo.make(() -> copies.defineCopy(input.name(), name, renamed), () -> hypervisor.undefine(name));
        if (input.start()) {
            undo.make(() -> hypervisor.start(name), () -> hypervisor.stop(name));
        }
        return volumes;
    }
}
