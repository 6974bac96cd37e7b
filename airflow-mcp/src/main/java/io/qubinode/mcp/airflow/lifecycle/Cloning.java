package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Files;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Firmware.Bios;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Firmware.Uefi;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.CloneVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Cloned;
import io.qubinode.mcp.airflow.machine.CreationTransaction;
import io.qubinode.mcp.airflow.machine.HostChanges;
import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.airflow.machine.UnfinishedCreation;
import io.qubinode.mcp.airflow.machine.UnfinishedCreation.Part;
import io.qubinode.mcp.airflow.machine.VolumeNames;
import io.qubinode.mcp.airflow.vm.MachineFiles;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Copies machines, whole or not at all. */
final class Cloning {

    private static final String OPERATION = "clone_vm";

    private final Hypervisor hypervisor;
    private final MachineCopies copies;
    private final HostChanges changes;

    Cloning(Hypervisor hypervisor, MachineCopies copies, HostChanges changes) {
        this.hypervisor = hypervisor;
        this.copies = copies;
        this.changes = changes;
    }

    /**
     * What is to be made.
     *
     * @param files the original's
     * @param disks the names of the new disks, in the order of the original's
     * @param oldSeed the path of the original's seed
     * @param seed the new seed's content
     */
    private record Plan(
            CloneVm input, String id, Files files, List<String> disks, Optional<String> oldSeed, byte[] seed) {

        String seedName() {
            return VolumeNames.seed(input.newName());
        }

        String nvramName() {
            return VolumeNames.nvram(input.newName());
        }

        /** The path of UEFI variables that can be copied; where there are none, libvirt makes new ones. */
        Optional<String> oldNvram() {
            return files.firmware() instanceof Uefi uefi && uefi.copyable()
                    ? Optional.of(uefi.nvram())
                    : Optional.empty();
        }

        /** The volumes of the copy, but for its firmware's variables, of which a model has no use. */
        List<String> volumes() {
            return Stream.concat(disks.stream(), oldSeed.map(old -> seedName()).stream())
                    .toList();
        }

        List<String> allVolumes() {
            return Stream.concat(volumes().stream(), Stream.of(nvramName())).toList();
        }
    }

    Cloned copy(CloneVm input, CallContext call) {
        try (Claim claim = changes.claims().claim(OPERATION, input.name(), input.newName())) {
            Files files = copies.files(input.name());
            CopyChecks.mayBeCopied(input.name(), files);
            var plan = new Plan(
                    input,
                    UUID.randomUUID().toString(),
                    files,
                    IntStream.range(0, files.disks().size())
                            .mapToObj(number -> VolumeNames.disk(input.newName(), number))
                            .toList(),
                    CopyChecks.seedOf(input.name(), files),
                    MachineFiles.seedContent(input.newName()));
            CopyChecks.isFree(input.newName(), plan.allVolumes(), hypervisor.snapshot());
            Optional<String> unasked = changes.elsewhere().mustNotHave(input.newName());
            return copied(plan, call, claim, unasked);
        }
    }

    private Cloned copied(Plan plan, CallContext call, Claim claim, Optional<String> unasked) {
        var transaction = new CreationTransaction(hypervisor, changes.journal(), unfinished(plan));
        try {
            make(plan, call, transaction);
            var made = new Cloned(
                    plan.input().newName(),
                    plan.input().name(),
                    hypervisor.machine(plan.input().newName()).machine().state(),
                    plan.volumes(),
                    note(plan.oldSeed().isPresent(), unasked));
            changes.journal().remove(plan.id());
            return made;
        } catch (ToolException e) {
            throw changes.rollback().of(transaction, claim, e);
        } catch (RuntimeException e) {
            changes.rollback().of(transaction, claim, ToolException.cancelled());
            throw e;
        } catch (Error e) {
            changes.rollback().soon(transaction, claim);
            throw e;
        }
    }

    private UnfinishedCreation unfinished(Plan plan) {
        var parts = new ArrayList<Part>();
        for (int i = 0; i < plan.disks().size(); i++) {
            // A full copy starts from no image.
            parts.add(Part.disk(
                    plan.disks().get(i),
                    copies.capacityBytes(plan.files().disks().get(i)),
                    Optional.empty()));
        }
        plan.oldNvram()
                .ifPresent(old -> parts.add(Part.disk(plan.nvramName(), copies.capacityBytes(old), Optional.empty())));
        plan.oldSeed().ifPresent(old -> parts.add(Part.seed(plan.seedName(), plan.seed())));
        parts.add(Part.machine(plan.input().newName()));
        return new UnfinishedCreation(
                plan.id(),
                OPERATION,
                plan.input().newName(),
                Optional.of(plan.input().name()),
                parts);
    }

    private static Optional<String> note(boolean seed, Optional<String> unasked) {
        return Stream.concat(
                        unasked.stream(),
                        seed
                                ? Stream.empty()
                                : Stream.of("The original has no cloud-init seed, so the copy has the same host name."))
                .reduce((one, more) -> one + " " + more);
    }

    private void make(Plan plan, CallContext call, CreationTransaction transaction) {
        CloneVm input = plan.input();
        var files = new HashMap<String, String>();
        int count = plan.disks().size();
        String folder = "";
        for (int i = 0; i < count; i++) {
            call.checkCancelled();
            call.progress(i, count + 1, "copying disk " + (i + 1) + " of " + count);
            String path = plan.files().disks().get(i);
            String volume = plan.disks().get(i);
            folder = transaction.make(volume, () -> copies.copyVolume(path, volume));
            files.put(path, folder);
        }
        call.checkCancelled();
        call.progress(count, count + 1, "defining the copy");
        String beside = folder;
        plan.oldNvram()
                .ifPresent(old -> transaction.make(plan.nvramName(), () -> copies.copyVolume(old, plan.nvramName())));
        plan.oldSeed().ifPresent(old -> {
            transaction.make(plan.seedName(), () -> hypervisor.createVolume(plan.seedName(), plan.seed()));
            files.put(old, Paths.beside(beside, plan.seedName()));
        });
        plan.files()
                .console()
                .forEach(path -> files.put(path, Paths.beside(path, VolumeNames.console(input.newName()))));
        transaction.make(
                input.newName(),
                () -> copies.defineCopy(
                        input.name(),
                        input.newName(),
                        files,
                        plan.files().firmware() instanceof Bios
                                ? Optional.empty()
                                : Optional.of(Paths.beside(beside, plan.nvramName())),
                        plan.id(),
                        call.client()));
        if (input.start()) {
            transaction.run(() -> hypervisor.start(input.newName()));
        }
    }
}
