package io.qubinode.mcp.airflow.machine;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Which machines are being changed, on all hosts together: two changing calls for one name would each undo or delete what the
 * other makes, and one name would be made on two hosts. Safe to use from any thread.
 */
@Singleton
public final class NameClaims {

    /** By machine, which operation works on it. */
    private final Map<String, String> operations = new ConcurrentHashMap<>();

    /**
     * Claims machines for a change.
     *
     * @param operation the tool's name, which other callers are told
     * @param machines the names of the machines that it changes
     * @return to be closed
     * @throws ToolException {@code wrong_state} when another call works on one of them; then none is claimed
     */
    public Claim claim(String operation, String... machines) {
        return take(operation, machines).orElseThrow(() -> busy(List.of(machines)));
    }

    /** Claims machines, or none of them when one is claimed already. */
    public Optional<Claim> take(String operation, String... machines) {
        var taken = new ArrayList<String>();
        for (String machine : machines) {
            if (operations.putIfAbsent(machine, operation) != null) {
                taken.forEach(operations::remove);
                return Optional.empty();
            }
            taken.add(machine);
        }
        return Optional.of(new Claim(List.copyOf(taken)));
    }

    private ToolException busy(List<String> machines) {
        String busy =
                machines.stream().filter(operations::containsKey).findFirst().orElse(machines.getFirst());
        return new ToolException(
                ErrorCode.WRONG_STATE,
                "Another call is working on virtual machine " + busy + ": "
                        + operations.getOrDefault(busy, "it has just ended") + ". Nothing was changed.",
                "Call again when it has ended; get_vm_info shows what came of it.");
    }

    /**
     * Makes a change while its machines are claimed. When libvirt did not do it in time, they stay claimed until libvirt has come
     * to an end with it.
     *
     * @param hypervisor where the machines are
     * @throws ToolException {@code wrong_state} when another call works on one of them, and what the change throws
     */
    public <T> T during(String operation, Hypervisor hypervisor, Supplier<T> change, String... machines) {
        try (Claim claim = claim(operation, machines)) {
            try {
                return change.get();
            } catch (ToolException e) {
                if (hypervisor.mayStillHappen(e)) {
                    claim.keepUntil(() -> hypervisor.settled(e));
                }
                throw e;
            }
        }
    }

    /** Machines that are claimed until this is closed and nobody keeps them longer. Safe to use from any thread. */
    public final class Claim implements AutoCloseable {

        private final List<String> machines;
        private final AtomicInteger holders = new AtomicInteger(1);
        private final AtomicBoolean closed = new AtomicBoolean();

        private Claim(List<String> machines) {
            this.machines = machines;
        }

        /** Another holder of the same claim, to be closed too. To be called before this one is closed. */
        public Holder share() {
            holders.incrementAndGet();
            var released = new AtomicBoolean();
            return () -> {
                if (released.compareAndSet(false, true)) {
                    release();
                }
            };
        }

        /** Keeps the machines claimed until something has returned or failed, which is waited for by a thread of its own. */
        public void keepUntil(Runnable end) {
            Holder share = share();
            Thread.ofVirtual().name("claim-" + machines.getFirst()).start(() -> {
                try (share) {
                    end.run();
                }
            });
        }

        private void release() {
            if (holders.decrementAndGet() == 0) {
                machines.forEach(operations::remove);
            }
        }

        /** Gives the machines back, once. */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release();
            }
        }
    }

    /** Who holds a claim. */
    @FunctionalInterface
    public interface Holder extends AutoCloseable {
        @Override
        void close();
    }
}
