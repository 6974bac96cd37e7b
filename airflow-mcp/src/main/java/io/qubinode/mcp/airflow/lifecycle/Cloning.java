package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Files;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.CloneVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Cloned;
import io.qubinode.mcp.airflow.vm.MachineFiles;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Copies machines, whole or not at all. */
@Singleton
final class Cloning {

    private static final Logger LOG = Logger.getLogger(Cloning.class);

    private final Hypervisor hypervisor;
    private final MachineCopies copies;

    @Inject
    Cloning(Hypervisor hypervisor, MachineCopies copies) {
        this.hypervisor = hypervisor;
        this.copies = copies;
    }

    Cloned copy(CloneVm input, CallContext call) {
        Files files = copies.files(input.name());
        CopyChecks.mayBeCopied(input.name(), files);
        CopyChecks.isFree(input.newName(), hypervisor.machines(), hypervisor.volumes());
        Deque<Runnable> undo = new ArrayDeque<>();
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
            undo.forEach(Cloning::quietly);
            throw e;
        }
    }

    private List<String> make(CloneVm input, Files files, CallContext call, Deque<Runnable> undo) {
        var renamed = new HashMap<String, String>();
        var volumes = new ArrayList<String>();
        int steps = files.disks().size() + 1;
        for (int i = 0; i < files.disks().size(); i++) {
            call.checkCancelled();
            call.progress(
                    i, steps, "copying disk " + (i + 1) + " of " + files.disks().size());
            String path = files.disks().get(i);
            String volume = MachineFiles.disk(input.newName(), i);
            copies.copyVolume(path, volume);
            undo.push(() -> hypervisor.deleteVolume(volume));
            renamed.put(path, Paths.beside(path, volume));
            volumes.add(volume);
        }
        call.checkCancelled();
        call.progress(files.disks().size(), steps, "defining the copy");
        CopyChecks.seedOf(input.name(), files).ifPresent(path -> {
            String seed = MachineFiles.seed(input.newName());
            hypervisor.createVolume(seed, MachineFiles.seedContent(input.newName()));
            undo.push(() -> hypervisor.deleteVolume(seed));
            renamed.put(path, Paths.beside(path, seed));
            volumes.add(seed);
        });
        files.console().forEach(path -> renamed.put(path, Paths.beside(path, MachineFiles.console(input.newName()))));
        copies.defineCopy(input.name(), input.newName(), renamed);
        undo.push(() -> hypervisor.undefine(input.newName()));
        if (input.start()) {
            hypervisor.start(input.newName());
        }
        return volumes;
    }

    private static void quietly(Runnable step) {
        try {
            step.run();
        } catch (ToolException e) {
            if (e.error().code() != ErrorCode.NOT_FOUND) {
                LOG.errorf(e, "A part of a failed copy is left behind");
            }
        }
    }
}
