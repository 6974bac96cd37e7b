package io.qubinode.mcp.airflow.testing;

import io.qubinode.mcp.airflow.libvirt.DiskSource;
import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.HostSnapshot;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.libvirt.MachineDefinition;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.airflow.libvirt.MachineOrigin;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.libvirt.MachineWatch;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A hypervisor in memory that fails once at a chosen step. It refuses as libvirt does: what is there twice, what is not there. */
public final class FakeHypervisor implements Hypervisor {

    /** What can fail. */
    public enum Step {
        CAPACITY,
        MACHINES,
        VOLUMES,
        CREATE_DISK,
        CREATE_VOLUME,
        DEFINE,
        START,
        MACHINE,
        STOP,
        UNDEFINE,
        DELETE_VOLUME,
        UPLOAD
    }

    /** How. */
    public enum Failure {
        REFUSED,
        TIMEOUT_AND_DONE_LATER,
        TIMEOUT_AND_NEVER_DONE,
        RUNTIME_EXCEPTION
    }

    public final Map<String, MachineDetails> domains = new ConcurrentSkipListMap<>();
    public final Map<String, Volume> volumes = new ConcurrentSkipListMap<>();
    public final Map<String, byte[]> contents = new ConcurrentSkipListMap<>();
    public final Map<String, MachineOrigin> origins = new ConcurrentSkipListMap<>();
    public final Set<String> transients = new TreeSet<>();
    /** Until this is counted down, what timed out is not done. */
    public final CountDownLatch late = new CountDownLatch(1);
    /** Run at the beginning of the step that fails. */
    public Runnable meanwhile = () -> {};

    public boolean imaginary;
    public long poolFree = 100L << 30;
    public long committedMib = 1024;
    /** Whether it makes machines with less memory than they were to have. */
    public boolean shrinking;

    public List<Interface> interfaces = List.of();
    /** What happens while an event of a machine is waited for, and whether libvirt tells of it. */
    public BooleanSupplier whileWatched = () -> false;
    /** Machines that cannot be looked at. */
    public final Set<String> unreadable = new TreeSet<>();
    /** How often the whole host has been read. */
    public int snapshots;
    /** How often all machines have been listed. */
    public int listings;
    /** How often a machine has been looked at. */
    public int looks;

    private Step failingStep;
    private Failure failure;
    private Optional<Runnable> unfinished = Optional.empty();

    public FakeHypervisor failAt(Step step, Failure how) {
        failingStep = step;
        failure = how;
        return this;
    }

    /** A running machine of kcli's with these disks. */
    public void addMachine(String name, Disk... disks) {
        origins.put(name, new MachineOrigin(Optional.empty(), true, List.of()));
        domains.put(
                name,
                new MachineDetails(
                        new Machine(name, MachineStatus.of(MachineState.RUNNING), 1024, 1, Optional.empty()),
                        "kvm",
                        Optional.of(0.0),
                        Optional.empty(),
                        false,
                        false,
                        List.of(disks),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        true));
    }

    public static Disk disk(String device, String volume, boolean inPool) {
        return new Disk(
                "vda",
                device,
                Optional.of(new DiskSource("file", (inPool ? "/p/" : "/elsewhere/") + volume)),
                Optional.of(volume),
                inPool,
                true,
                Optional.empty(),
                Optional.empty());
    }

    public void addVolume(String name, Optional<String> backing) {
        volumes.put(name, new Volume(name, "qcow2", 1L << 30, backing));
    }

    /** Everything there is, by name. */
    public Set<String> everything() {
        var names = new TreeSet<>(volumes.keySet());
        domains.values()
                .forEach(domain -> names.add(
                        domain.machine().state() + " " + domain.machine().name()));
        return names;
    }

    private synchronized void step(Step step, Runnable work) {
        if (step != failingStep) {
            work.run();
            return;
        }
        failingStep = null;
        Runnable first = meanwhile;
        meanwhile = () -> {};
        first.run();
        switch (failure) {
            case REFUSED -> throw new ToolException(ErrorCode.BACKEND_REFUSED, "libvirt says: no.", "");
            case RUNTIME_EXCEPTION -> throw new IllegalStateException("a bug");
            case TIMEOUT_AND_DONE_LATER -> unfinished = Optional.of(work);
            case TIMEOUT_AND_NEVER_DONE -> unfinished = Optional.empty();
        }
        throw new ToolException(ErrorCode.BACKEND_TIMEOUT, "libvirt did not answer in time.", "");
    }

    @Override
    public boolean mayStillHappen(ToolException failure) {
        return failure.error().code() == ErrorCode.BACKEND_TIMEOUT;
    }

    @Override
    public boolean settled(ToolException timeout) {
        try {
            late.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        unfinished.ifPresent(Runnable::run);
        return unfinished.isPresent();
    }

    @Override
    public String version() {
        return "fake";
    }

    @Override
    public HostCapacity capacity() {
        step(Step.CAPACITY, () -> {});
        return new HostCapacity(imaginary, 8, 16_384, committedMib, poolFree, List.of("default", "lab"));
    }

    @Override
    public HostSnapshot snapshot() {
        snapshots++;
        return new HostSnapshot(capacity(), machines(), volumes());
    }

    @Override
    public List<Machine> machines() {
        listings++;
        step(Step.MACHINES, () -> {});
        return new ArrayList<>(
                domains.values().stream().map(MachineDetails::machine).toList());
    }

    @Override
    public MachineDetails machine(String name) {
        if (unreadable.contains(name)) {
            throw new ToolException(ErrorCode.BACKEND_UNAVAILABLE, "libvirt cannot be reached.", "");
        }
        step(Step.MACHINE, () -> {});
        looks++;
        return found(name);
    }

    @Override
    public MachineWatch watch(String name) {
        return new MachineWatch() {
            @Override
            public boolean await(Duration atMost) {
                return whileWatched.getAsBoolean();
            }

            @Override
            public void close() {}
        };
    }

    private MachineDetails found(String name) {
        return Optional.ofNullable(domains.get(name)).orElseThrow(() -> notFound(name));
    }

    private static ToolException notFound(String name) {
        return new ToolException(ErrorCode.NOT_FOUND, "There is no " + name + ".", "");
    }

    @Override
    public List<Volume> volumes() {
        step(Step.VOLUMES, () -> {});
        return List.copyOf(volumes.values());
    }

    @Override
    public void createDisk(String name, Optional<Volume> image, int gib) {
        step(Step.CREATE_DISK, () -> create(new Volume(name, "qcow2", (long) gib << 30, image.map(Volume::name))));
    }

    @Override
    public void createVolume(String name, byte[] content) {
        step(Step.CREATE_VOLUME, () -> {
            create(new Volume(name, "raw", content.length, Optional.empty()));
            contents.put(name, content);
        });
    }

    @Override
    public void uploadVolume(String name, Path content, LongConsumer progress) {
        step(Step.UPLOAD, () -> {
            try {
                create(new Volume(name, "qcow2", 1L << 30, Optional.empty()));
                contents.put(name, Files.readAllBytes(content));
                progress.accept(contents.get(name).length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public byte[] readVolume(String name, int limit) {
        return Optional.ofNullable(contents.get(name)).orElse(new byte[0]);
    }

    @Override
    public MachineOrigin origin(String name) {
        found(name);
        return origins.get(name);
    }

    @Override
    public Set<String> neededByOthers(String machine) {
        return domains.values().stream()
                .filter(domain -> !domain.machine().name().equals(machine))
                .flatMap(domain -> domain.disks().stream())
                .flatMap(disk -> disk.volume().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void create(Volume volume) {
        if (volumes.putIfAbsent(volume.name(), volume) != null) {
            throw new ToolException(ErrorCode.ALREADY_EXISTS, "libvirt says: storage volume exists.", "");
        }
    }

    @Override
    public void deleteVolume(String name) {
        step(Step.DELETE_VOLUME, () -> Optional.ofNullable(volumes.remove(name)).orElseThrow(() -> notFound(name)));
    }

    @Override
    public void define(MachineDefinition machine) {
        step(Step.DEFINE, () -> {
            if (domains.containsKey(machine.name())) {
                throw new ToolException(ErrorCode.ALREADY_EXISTS, "There is such a machine.", "");
            }
            addMachine(machine.name(), disk("disk", machine.disk(), true), disk("cdrom", machine.seed(), true));
            origins.put(machine.name(), new MachineOrigin(Optional.of(machine.creation()), true, List.of()));
            MachineDetails made = found(machine.name());
            domains.put(
                    machine.name(),
                    new MachineDetails(
                            new Machine(
                                    machine.name(),
                                    MachineStatus.of(MachineState.SHUT_OFF),
                                    shrinking ? machine.memoryMib() / 2 : machine.memoryMib(),
                                    machine.cpus(),
                                    Optional.of(machine.image())),
                            "kvm",
                            Optional.of(0.0),
                            Optional.empty(),
                            machine.autostart(),
                            false,
                            made.disks(),
                            machine.network()
                                    .map(network -> List.of(
                                            new Interface("52:54:00:00:00:01", Optional.of(network), List.of())))
                                    .orElse(interfaces),
                            Optional.empty(),
                            Optional.empty(),
                            true));
        });
    }

    @Override
    public void start(String name) {
        step(Step.START, () -> become(name, MachineState.RUNNING));
    }

    @Override
    public void stop(String name) {
        step(Step.STOP, () -> {
            become(name, MachineState.SHUT_OFF);
            if (transients.contains(name)) {
                domains.remove(name);
            }
        });
    }

    /** What libvirt does when it comes to an end with what timed out elsewhere. */
    public void whenSettled(Runnable work) {
        unfinished = Optional.of(work);
    }

    /** Gives a machine another name. */
    public void rename(String name, String newName) {
        MachineDetails old = found(name);
        addMachine(newName, old.disks().toArray(Disk[]::new));
        domains.remove(name);
        origins.put(newName, origins.remove(name));
        become(newName, old.machine().state());
    }

    /** Gives a machine a disk, which stays, and these volumes. */
    public void setVolumes(String name, String... others) {
        MachineDetails old = found(name);
        addMachine(
                name,
                Stream.concat(
                                old.disks().stream().limit(1),
                                Stream.of(others).map(volume -> disk("cdrom", volume, true)))
                        .toArray(Disk[]::new));
        become(name, old.machine().state());
    }

    private void become(String name, MachineState state) {
        become(name, MachineStatus.of(state));
    }

    public void become(String name, MachineStatus status) {
        replace(name, status, found(name).interfaces());
    }

    /** Gives a machine these interfaces and their addresses. */
    public void connect(String name, Interface... connected) {
        replace(name, found(name).machine().status(), List.of(connected));
    }

    private void replace(String name, MachineStatus status, List<Interface> connected) {
        MachineDetails old = found(name);
        Machine machine = old.machine();
        domains.put(
                name,
                new MachineDetails(
                        new Machine(name, status, machine.memoryMib(), machine.cpus(), machine.image()),
                        old.type(),
                        old.cpuTimeSeconds(),
                        old.startedAt(),
                        old.autostart(),
                        old.autostartOnce(),
                        old.disks(),
                        connected,
                        old.kcli(),
                        old.pending(),
                        old.agentChannel()));
    }

    /** libvirt keeps a running domain as a transient one; here that is an error, for nothing may be forgotten while it runs. */
    @Override
    public void undefine(String name) {
        step(Step.UNDEFINE, () -> {
            if (found(name).machine().state() == MachineState.RUNNING) {
                throw new IllegalStateException(name + " still runs");
            }
            domains.remove(name);
        });
    }
}
