package io.qubinode.mcp.airflow.machine;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Which machines are being changed, on all hosts together: two changing calls for one name would each undo or delete what the
 * other makes, and one name would be made on two hosts. Safe to use from any thread.
 */
@Singleton
public final class NameClaims {

    /** How long a call waits for what an earlier one, which has answered, left libvirt to end. */
    private static final Duration LINGERING = Duration.ofSeconds(2);

    /** A call that works on machines. */
    private static final class Work {
        private final String operation;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        /** Its caller has been answered. */
        private volatile boolean lingers;

        Work(String operation) {
            this.operation = operation;
        }
    }

    private final Map<String, Work> works = new ConcurrentHashMap<>();

    /**
     * Claims machines for a change. What an answered call left libvirt to do is waited for, but not long.
     *
     * @param operation the tool's name, which other callers are told
     * @param machines the names of the machines that it changes
     * @return to be closed
     * @throws ToolException {@code wrong_state} when another call works on one of them; then none is claimed
     */
    public Claim claim(String operation, String... machines) {
        long end = System.nanoTime() + LINGERING.toNanos();
        while (true) {
            Optional<Claim> claim = take(operation, machines);
            if (claim.isPresent()) {
                return claim.get();
            }
            for (String machine : machines) {
                Work work = works.get(machine);
                if (work != null && !(work.lingers && ends(work, end))) {
                    throw busy(machine, work);
                }
            }
        }
    }

    private static boolean ends(Work work, long end) {
        try {
            work.end.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }

    /** Claims machines, or none of them when one is claimed already. */
    public Optional<Claim> take(String operation, String... machines) {
        var work = new Work(operation);
        var taken = new ArrayList<String>();
        for (String machine : machines) {
            if (works.putIfAbsent(machine, work) != null) {
                taken.forEach(works::remove);
                work.end.complete(null);
                return Optional.empty();
            }
            taken.add(machine);
        }
        return Optional.of(new Claim(work, List.copyOf(taken)));
    }

    private static ToolException busy(String machine, Work work) {
        return new ToolException(
                ErrorCode.WRONG_STATE,
                "Another call is working on virtual machine " + machine + ": " + work.operation
                        + ". Nothing was changed.",
                "Call again when it has ended; get_vm_info shows the result.");
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

        private final Work work;
        private final List<String> machines;
        private final AtomicInteger holders = new AtomicInteger(1);
        private final AtomicBoolean closed = new AtomicBoolean();

        private Claim(Work work, List<String> machines) {
            this.work = work;
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
                machines.forEach(works::remove);
                work.end.complete(null);
            }
        }

        /** Gives the machines back, once. */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                work.lingers = true;
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
