package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.image.ImageCatalogue;
import io.qubinode.mcp.airflow.image.ImageSupply;
import io.qubinode.mcp.airflow.libvirt.Elsewhere;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.machine.ChangeJournal;
import io.qubinode.mcp.airflow.machine.HostChanges;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.machine.Rollback;
import io.qubinode.mcp.airflow.testing.FakeGuest;
import io.qubinode.mcp.airflow.testing.ImageSettings;
import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.airflow.vm.VmTools.Created;
import io.qubinode.mcp.airflow.vm.VmTools.DeleteVm;
import io.qubinode.mcp.airflow.vm.VmTools.Deleted;
import io.qubinode.mcp.security.tool.CallContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What makes and deletes machines, put together without a container. */
final class Machines {

    final ChangeJournal journal;
    final NameClaims claims;
    final Rollback undo;
    private final MachineCreation creation;
    private final MachineDeletion deletion;

    Machines(Hypervisor hypervisor, Path folder) {
        this(hypervisor, folder, List.of(), List.of());
    }

    Machines(Hypervisor hypervisor, Path folder, List<String> protectedNames, List<String> protectedLabels) {
        this(hypervisor, folder, protectedNames, protectedLabels, Duration.ofMillis(1));
    }

    Machines(Hypervisor hypervisor, Path folder, Duration watch) {
        this(hypervisor, folder, List.of(), List.of(), watch);
    }

    /** On one of several hosts. */
    Machines(Hypervisor hypervisor, Path folder, NameClaims claims, Elsewhere elsewhere) {
        this(hypervisor, folder, List.of(), List.of(), Duration.ofMillis(1), claims, elsewhere);
    }

    private Machines(
            Hypervisor hypervisor,
            Path folder,
            List<String> protectedNames,
            List<String> protectedLabels,
            Duration watch) {
        this(hypervisor, folder, protectedNames, protectedLabels, watch, new NameClaims(), machine -> Optional.empty());
    }

    private Machines(
            Hypervisor hypervisor,
            Path folder,
            List<String> protectedNames,
            List<String> protectedLabels,
            Duration watch,
            NameClaims claims,
            Elsewhere elsewhere) {
        this.claims = claims;
        MachineConfig config = config(folder, protectedNames, protectedLabels, watch);
        var images = new ImageSettings(folder, Duration.ofSeconds(2), false);
        journal = new ChangeJournal(Path.of(config.journal()));
        undo = new Rollback(hypervisor, null, journal, claims, config.recoveryWatch(), Duration.ofMillis(100));
        creation = new MachineCreation(
                hypervisor,
                new ImageSupply(hypervisor, new ImageCatalogue(images), images, Path.of(images.downloads())),
                new HostChanges(claims, elsewhere, journal, undo, null),
                new MachineWait(hypervisor, new FakeGuest(), config.bootTimeout()),
                Includes.REFUSE);
        deletion = new MachineDeletion(hypervisor, claims, config);
    }

    Created create(CreateVm input, CallContext call) {
        return creation.create(input, call);
    }

    Deleted delete(DeleteVm input) {
        return deletion.delete(input);
    }

    /** What deletes a machine that runs. */
    Deleted delete(String name) {
        return delete(new DeleteVm(name, Optional.of(true), Optional.empty(), false));
    }

    private static MachineConfig config(Path folder, List<String> names, List<String> labels, Duration watch) {
        return new MachineConfig() {
            @Override
            public UserDataConfig userData() {
                return () -> Includes.REFUSE;
            }

            @Override
            public Optional<List<String>> protectedNames() {
                return Optional.of(names);
            }

            @Override
            public Optional<List<String>> protectedLabels() {
                return Optional.of(labels);
            }

            @Override
            public Duration bootTimeout() {
                return Duration.ofMillis(1);
            }

            @Override
            public Duration recoveryWatch() {
                return watch;
            }

            @Override
            public String journal() {
                return folder.resolve("journal").toString();
            }
        };
    }
}
