package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.image.CatalogueImage;
import io.qubinode.mcp.airflow.image.ImageSupply;
import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.HostSnapshot;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineDefinition;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.machine.CreationTransaction;
import io.qubinode.mcp.airflow.machine.HostChanges;
import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.airflow.machine.UnfinishedCreation;
import io.qubinode.mcp.airflow.machine.UnfinishedCreation.Part;
import io.qubinode.mcp.airflow.machine.VolumeNames;
import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.airflow.vm.VmTools.Created;
import io.qubinode.mcp.airflow.vm.VmTools.WaitFor;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes machines, whole or not at all. */
final class MachineCreation {

    static final int STEPS = 7;
    private static final String OPERATION = "create_vm";
    private static final long GIB = 1L << 30;

    private final Hypervisor hypervisor;
    private final ImageSupply images;
    private final HostChanges changes;
    private final ExistingMachine existing;
    private final MachineWait wait;
    private final Includes includes;

    MachineCreation(
            Hypervisor hypervisor, ImageSupply images, HostChanges changes, MachineWait wait, Includes includes) {
        this.hypervisor = hypervisor;
        this.images = images;
        this.changes = changes;
        existing = new ExistingMachine(hypervisor);
        this.wait = wait;
        this.includes = includes;
    }

    /** Makes a machine, or leaves nothing behind. One that is there as asked is as good. */
    Created create(CreateVm input, CallContext call) {
        CreationChecks.ofArguments(input, includes).forEach(Runnable::run);
        Created created;
        try (Claim claim = changes.claims().claim(OPERATION, input.name())) {
            HostSnapshot host = hypervisor.snapshot();
            created = existing.asAsked(input, host).orElseGet(() -> missing(input, host, call, claim));
        }
        return waited(created, input, call);
    }

    private Created missing(CreateVm input, HostSnapshot host, CallContext call, Claim claim) {
        // Chosen before the name was claimed, this host may not be the only one that was.
        Optional<String> unasked = changes.elsewhere().mustNotHave(input.name());
        Plan plan = plan(input, host, call);
        Created created = input.dryRun() ? plan.answer(Optional.empty(), List.of()) : make(plan, call, claim);
        return created.reached(created.addresses(), unasked);
    }

    private Plan plan(CreateVm input, HostSnapshot now, CallContext call) {
        call.progress(0, STEPS, "checking name, image, memory, disk and network");
        HostCapacity host = now.capacity();
        List<Volume> volumes = now.volumes();
        CreationChecks.volumes(input.name(), volumes);
        CreationChecks.ofHost(input, host).forEach(Runnable::run);
        Optional<Volume> image = images.inPool(input.image(), volumes);
        Optional<CatalogueImage> offered = image.isPresent() ? Optional.empty() : images.offered(input.image());
        if (image.isEmpty() && offered.isEmpty() && !(host.imaginary() && images.isNamed(input.image()))) {
            throw CreationChecks.noImage(input.image(), images.names(volumes));
        }
        if (!host.imaginary()) {
            offered.ifPresent(images::checkProof);
        }
        if (!host.imaginary() && offered.isPresent() && !input.dryRun()) {
            image = Optional.of(images.download(offered.get(), call, (what, part) -> call.progress(part, STEPS, what)));
        }
        if (!host.imaginary()) {
            image.ifPresent(volume -> CreationChecks.disk(input, volume));
        }
        return new Plan(input, host, image, images.user(input.image()), UUID.randomUUID(), call.client());
    }

    private Created make(Plan plan, CallContext call, Claim claim) {
        CreateVm input = plan.input();
        byte[] seed = CloudInitSeed.of(plan.seed());
        var transaction = new CreationTransaction(
                hypervisor,
                changes.journal(),
                new UnfinishedCreation(
                        plan.id().toString(),
                        OPERATION,
                        input.name(),
                        Optional.empty(),
                        List.of(
                                Part.disk(
                                        VolumeNames.disk(input.name()),
                                        input.diskSize() * GIB,
                                        plan.image().map(Volume::name)),
                                Part.seed(VolumeNames.seed(input.name()), seed),
                                Part.machine(input.name()))));
        try {
            Created created = make(plan, seed, transaction, call);
            changes.journal().remove(plan.id().toString());
            return created;
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

    private Created make(Plan plan, byte[] seed, CreationTransaction transaction, CallContext call) {
        CreateVm input = plan.input();
        MachineDefinition machine = plan.definition();
        step(call, 1, "making the disk");
        transaction.make(machine.disk(), () -> hypervisor.createDisk(machine.disk(), plan.image(), input.diskSize()));
        step(call, 2, "making the cloud-init seed");
        transaction.make(machine.seed(), () -> hypervisor.createVolume(machine.seed(), seed));
        step(call, 3, "defining the machine");
        transaction.make(machine.name(), () -> hypervisor.define(machine));
        if (input.start()) {
            step(call, 4, "starting the machine");
            transaction.run(() -> hypervisor.start(input.name()));
        }
        step(call, 5, "verifying the machine");
        MachineDetails made = hypervisor.machine(input.name());
        MachineCheck.verify(machine, input.start(), made);
        call.progress(6, STEPS, input.start() ? "running" : "made");
        return plan.answer(Optional.of(made.machine().state()), List.of());
    }

    private static void step(CallContext call, int number, String what) {
        call.checkCancelled();
        call.progress(number, STEPS, what);
    }

    /** The machine stays, whatever comes of the wait. */
    private Created waited(Created created, CreateVm input, CallContext call) {
        if (input.waitFor() == WaitFor.RUNNING || input.dryRun()) {
            return created;
        }
        var reached = wait.until(input.name(), input.waitFor(), call, 6, STEPS);
        return created.reached(
                reached.addresses(),
                reached.missing()
                        .map(missing -> "It is running, but did not get " + missing
                                + " in time. Call again to continue waiting, or look with get_vm_info."));
    }
}
