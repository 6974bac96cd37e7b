package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.MachinePower;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Power of a fake hypervisor's machines; a guest obeys a shutdown or reboot, or does not. */
final class FakePower implements MachinePower {

    final List<String> acts = new ArrayList<>();
    boolean guestObeys = true;
    boolean unreadableAfterwards;
    /** What waits until libvirt has ended asking a guest. */
    Runnable asking;

    Runnable whileRebooting = () -> {};

    private final FakeHypervisor hypervisor;

    FakePower(FakeHypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    @Override
    public MachineState state(String name) {
        if (unreadableAfterwards && !acts.isEmpty()) {
            throw new ToolException(ErrorCode.BACKEND_UNAVAILABLE, "libvirt cannot be reached.", "");
        }
        return hypervisor.machine(name).machine().state();
    }

    @Override
    public MachineStatus status(String name) {
        return hypervisor.machine(name).machine().status();
    }

    @Override
    public void wake(String name) {
        acts.add("wake");
    }

    @Override
    public void discardSavedState(String name) {
        acts.add("discard");
        hypervisor.become(
                name, MachineStatus.of(hypervisor.machine(name).machine().state()));
    }

    @Override
    public void shutdown(String name) {
        acts.add("shutdown");
        if (guestObeys) {
            hypervisor.stop(name);
        }
    }

    @Override
    public Optional<Runnable> asking(String name) {
        return Optional.ofNullable(asking);
    }

    @Override
    public boolean reboot(String name, Duration atMost, BooleanSupplier cancelled) {
        acts.add("reboot " + atMost.toSeconds());
        whileRebooting.run();
        return guestObeys;
    }

    @Override
    public void reset(String name) {
        acts.add("reset");
    }

    @Override
    public void suspend(String name) {
        acts.add("suspend");
    }

    @Override
    public void resume(String name) {
        acts.add("resume");
    }

    @Override
    public MachineState await(String name, MachineState wanted, Duration atMost, BooleanSupplier cancelled) {
        acts.add("await " + atMost.toSeconds());
        return state(name);
    }
}
