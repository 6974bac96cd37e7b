package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.event.AgentLifecycleListener;
import org.libvirt.event.DomainEvent;
import org.libvirt.event.DomainEventType;
import org.libvirt.event.LifecycleListener;

/** Tells who waits for a domain what libvirt says of it. Safe to use from any thread. */
final class LibvirtEvents implements LifecycleListener, AgentLifecycleListener {

    private static final Logger LOG = Logger.getLogger(LibvirtEvents.class);

    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> redefinitions = new CopyOnWriteArrayList<>();

    /** Hands on the UUID of each domain whose definition comes, changes or goes; this must be quick. */
    void onRedefinition(Consumer<String> what) {
        redefinitions.add(what);
    }

    /** Begins to collect what is told of a domain. To be closed. */
    Watch watch(String machine) {
        var watch = new Watch(machine);
        watches.add(watch);
        return watch;
    }

    @Override
    public int onLifecycleChange(Domain domain, DomainEvent event) {
        try {
            String name = domain.getName();
            String uuid = domain.getUUIDString();
            domain.free();
            if (event.getType() == DomainEventType.DEFINED || event.getType() == DomainEventType.UNDEFINED) {
                redefinitions.forEach(what -> what.accept(uuid));
            }
            of(name).forEach(Watch::tell);
        } catch (LibvirtException | RuntimeException e) {
            LOG.warnf(e, "An event of libvirt is lost: %s", event);
        }
        return 0;
    }

    @Override
    public void onAgentLifecycleChange(Domain domain, int state, int reason) {
        try {
            String name = domain.getName();
            domain.free();
            of(name).forEach(Watch::tell);
        } catch (LibvirtException | RuntimeException e) {
            LOG.warnf(e, "An event of a guest's agent is lost: state %d", state);
        }
    }

    void onReboot(String machine) {
        of(machine).forEach(watch -> {
            watch.rebooted = true;
            watch.tell();
        });
    }

    private Stream<Watch> of(String machine) {
        return watches.stream().filter(watch -> watch.machine.equals(machine));
    }

    /** What is told of one domain since this was made. */
    final class Watch implements MachineWatch {
        private final String machine;
        private final Semaphore told = new Semaphore(0);
        private volatile boolean rebooted;

        private Watch(String machine) {
            this.machine = machine;
        }

        private void tell() {
            told.release();
        }

        /** Whether the domain has been seen to reboot. */
        boolean sawReboot() {
            return rebooted;
        }

        @Override
        public boolean await(Duration atMost) {
            try {
                boolean any = told.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
                told.drainPermits();
                return any;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ToolException.cancelled();
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
