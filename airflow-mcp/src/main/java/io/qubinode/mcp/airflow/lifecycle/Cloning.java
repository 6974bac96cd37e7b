package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Elsewhere;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Files;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.CloneVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Cloned;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.airflow.vm.MachineFiles;
import io.qubinode.mcp.security.tool.CallContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Copies machines, whole or not at all. */
final class Cloning {

    private final Hypervisor hypervisor;
    private final MachineCopies copies;
    private final NameClaims claims;
    private final Elsewhere elsewhere;

    Cloning(Hypervisor hypervisor, MachineCopies copies, NameClaims claims, Elsewhere elsewhere) {
        this.hypervisor = hypervisor;
        this.copies = copies;
        this.claims = claims;
        this.elsewhere = elsewhere;
    }

    Cloned copy(CloneVm input, CallContext call) {
        try (Claim claim = claims.claim("clone_vm", input.name(), input.newName())) {
            return copied(input, call, claim);
        }
    }

    private Cloned copied(CloneVm input, CallContext call, Claim claim) {
        Files files = copies.files(input.name());
        CopyChecks.mayBeCopied(input.name(), files);
        CopyChecks.isFree(input.newName(), hypervisor.machines(), hypervisor.volumes());
        Optional<String> unasked = elsewhere.mustNotHave(input.newName());
        var undo = new CopyUndo(hypervisor);
        try {
            List<String> volumes = make(input, files, call, undo);
            return new Cloned(
                    input.newName(),
                    input.name(),
                    hypervisor.machine(input.newName()).machine().state(),
                    volumes,
                    note(CopyChecks.seedOf(input.name(), files).isPresent(), unasked));
        } catch (RuntimeException e) {
            undo.all(e, claim);
            throw e;
        }
    }

    private static Optional<String> note(boolean seed, Optional<String> unasked) {
        return Stream.concat(
                        unasked.stream(),
                        seed
                                ? Stream.empty()
                                : Stream.of("The original has no cloud-init seed, so that the copy has its host name."))
                .reduce((one, more) -> one + " " + more);
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
