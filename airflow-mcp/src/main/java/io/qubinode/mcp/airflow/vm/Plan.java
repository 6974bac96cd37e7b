package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Creation;
import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.MachineDefinition;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.machine.VolumeNames;
import io.qubinode.mcp.airflow.vm.CloudInitSeed.Contents;
import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.airflow.vm.VmTools.Created;
import io.qubinode.mcp.security.tool.Pasted;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A machine that can be made.
 *
 * @param input what is asked for
 * @param host where
 * @param image the volume that its disk starts from; empty on libvirt's test driver, and in a dry run when it is still to be
 *     downloaded
 * @param user the image's login
 * @param id the creation's
 * @param client who asks
 */
record Plan(CreateVm input, HostCapacity host, Optional<Volume> image, Optional<String> user, UUID id, String client) {

    MachineDefinition definition() {
        String name = input.name();
        return new MachineDefinition(
                name,
                input.memory(),
                input.cpus(),
                VolumeNames.disk(name),
                VolumeNames.seed(name),
                VolumeNames.console(name),
                input.uefi().filter(wanted -> wanted).map(wanted -> VolumeNames.nvram(name)),
                input.network().map(network -> Pasted.meant(network, host.networks())),
                input.autostart().orElse(false),
                imageName(),
                user,
                new Creation(
                        id.toString(),
                        client,
                        RequestFingerprint.of(input),
                        input.labels().orElse(List.of())));
    }

    Contents seed() {
        return new Contents(
                input.name(),
                id.toString(),
                input.sshKey().map(SshKeys::of).orElse(List.of()),
                input.packages().orElse(List.of()),
                input.userData().map(UserData::plain));
    }

    private String imageName() {
        return image.map(Volume::name).orElse(input.image());
    }

    /**
     * The answer.
     *
     * @param state of the machine that was made; empty in a dry run
     */
    Created answer(Optional<MachineState> state, List<String> addresses) {
        return new Created(
                input.name(),
                state,
                imageName(),
                List.of(VolumeNames.disk(input.name()), VolumeNames.seed(input.name())),
                addresses,
                note());
    }

    private Optional<String> note() {
        if (input.dryRun()) {
            return Optional.of("Dry run: nothing was made. " + room());
        }
        return Optional.empty();
    }

    private String room() {
        if (host.imaginary()) {
            return CreationChecks.ANY_SIZE;
        }
        return "It fits: the host has " + CreationChecks.freeMib(host) + " MiB of memory and "
                + CreationChecks.freeGib(host) + " GiB of the pool left for machines."
                + (image.isEmpty() ? " The image would be downloaded first." : "");
    }
}
