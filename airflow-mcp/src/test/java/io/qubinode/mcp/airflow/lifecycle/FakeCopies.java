package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Creation;
import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.libvirt.MachineOrigin;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Copies of a fake hypervisor's machine "old", which has one disk, a seed and a console. */
final class FakeCopies implements MachineCopies {

    static final String UUID = "5a1e5612-d3dc-46e3-88a3-99705658f9ad";

    final Map<String, String> files = new HashMap<>();
    List<String> shared = List.of();
    Firmware firmware = new Firmware.Bios();
    Optional<String> nvram = Optional.empty();
    MachineStatus status = MachineStatus.of(MachineState.SHUT_OFF);
    String name = "old";
    /** Run instead of a renaming. */
    Runnable insteadOfRenaming;

    private final FakeHypervisor hypervisor;

    FakeCopies(FakeHypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    @Override
    public Files files(String machine) {
        return new Files(
                UUID,
                status,
                List.of("/p/old_0.img"),
                shared,
                List.of("/p/old.ISO"),
                List.of("/p/old.console.log"),
                firmware,
                0);
    }

    @Override
    public long capacityBytes(String path) {
        return 1L << 30;
    }

    @Override
    public String copyVolume(String path, String newName) {
        hypervisor.addVolume(newName, Optional.empty());
        return "/p/" + newName;
    }

    @Override
    public void defineCopy(
            String machine,
            String newName,
            Map<String, String> newFiles,
            Optional<String> newNvram,
            String id,
            String client) {
        files.putAll(newFiles);
        nvram = newNvram;
        hypervisor.addMachine(newName);
        hypervisor.origins.put(
                newName,
                new MachineOrigin(Optional.of(new Creation(id, client, Map.of(), List.of())), true, List.of()));
        hypervisor.stop(newName);
    }

    @Override
    public Optional<String> nameOf(String uuid) {
        return Optional.of(name).filter(known -> uuid.equals(UUID));
    }

    @Override
    public void rename(String machine, String newName) {
        if (insteadOfRenaming == null) {
            doRename(newName);
        } else {
            insteadOfRenaming.run();
        }
    }

    void doRename(String newName) {
        hypervisor.rename(name, newName);
        name = newName;
    }

    @Override
    public void setFiles(String machine, Map<String, String> newFiles) {
        files.clear();
        files.putAll(newFiles);
        hypervisor.setVolumes(
                machine, newFiles.values().stream().map(Paths::nameOf).toArray(String[]::new));
    }
}
