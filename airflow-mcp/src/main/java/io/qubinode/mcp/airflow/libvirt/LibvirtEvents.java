package io.qubinode.mcp.airflow.libvirt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.event.DomainEvent;
import org.libvirt.event.DomainEventType;
import org.libvirt.event.LifecycleListener;

/** Tells who waits for a domain that its life has changed. Safe to use from any thread. */
final class LibvirtEvents implements LifecycleListener {

    private static final Logger LOG = Logger.getLogger(LibvirtEvents.class);
    // No event tells that a connection was lost and events with it.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> redefinitions = new CopyOnWriteArrayList<>();

    /** Hands on the UUID of each domain whose definition comes, changes or goes; this must be quick. */
    void onRedefinition(Consumer<String> what) {
        redefinitions.add(what);
    }

    /** Begins to collect the changes of a domain. To be closed. */
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
            watches.stream().filter(watch -> watch.machine.equals(name)).forEach(watch -> watch.changes.release());
        } catch (LibvirtException | RuntimeException e) {
            LOG.warnf(e, "An event of libvirt is lost: %s", event);
        }
        return 0;
    }

    /** The changes of one domain since this was made. */
    final class Watch implements AutoCloseable {
        private final String machine;
        private final Semaphore changes = new Semaphore(0);

        private Watch(String machine) {
            this.machine = machine;
        }

        /** Waits until there has been a change, or it is time to look without one; at most this long. */
        void await(Duration atMost) throws InterruptedException {
            long millis = Math.min(atMost.toMillis(), LOOK_AGAIN.toMillis());
            if (changes.tryAcquire(Math.max(0, millis), TimeUnit.MILLISECONDS)) {
                changes.drainPermits();
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
