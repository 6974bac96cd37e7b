package io.qubinode.mcp.airflow.machine;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.machine.UnfinishedCreation.State;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Makes the parts of a machine and keeps account of them, on disk too. Not thread-safe. */
public final class CreationTransaction {

    // libvirt has made nothing then. Of anything else, such as a connection that broke, that is not known.
    private static final Set<ErrorCode> NOTHING_MADE = Set.of(
            ErrorCode.ALREADY_EXISTS,
            ErrorCode.NOT_FOUND,
            ErrorCode.WRONG_STATE,
            ErrorCode.INVALID_ARGUMENT,
            ErrorCode.CANCELLED);

    private final Hypervisor hypervisor;
    private final ChangeJournal journal;
    private UnfinishedCreation creation;
    private boolean unanswered;
    private Optional<ToolException> unfinished = Optional.empty();
    private Optional<String> unfinishedPart = Optional.empty();

    /** @param creation what is to be made; nothing of it is begun */
    public CreationTransaction(Hypervisor hypervisor, ChangeJournal journal, UnfinishedCreation creation) {
        this.hypervisor = hypervisor;
        this.journal = journal;
        this.creation = creation;
    }

    /**
     * Makes a part.
     *
     * @param part its name
     * @throws ToolException {@code internal} when it cannot be noted, so that nothing is made; and what libvirt answers
     */
    public <T> T make(String part, Supplier<T> making) {
        UnfinishedCreation begun = creation.with(part, State.BEGUN);
        journal.write(begun);
        creation = begun;
        T made;
        try {
            made = run(making);
        } catch (ToolException e) {
            if (unfinished.isPresent()) {
                unfinishedPart = Optional.of(part);
            } else if (NOTHING_MADE.contains(e.error().code())) {
                creation = creation.with(part, State.PLANNED);
            }
            throw e;
        }
        creation = creation.with(part, State.MADE);
        return made;
    }

    /** Makes a part of which nothing is known but its name. */
    public void make(String part, Runnable making) {
        make(part, () -> {
            making.run();
            return part;
        });
    }

    /** Does something to what is made, so that an end that is late is waited for. */
    public void run(Runnable work) {
        run(() -> {
            work.run();
            return creation;
        });
    }

    private <T> T run(Supplier<T> work) {
        try {
            return work.get();
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.BACKEND_TIMEOUT || hypervisor.mayStillHappen(e)) {
                unfinished = Optional.of(e);
            }
            unanswered = e.error().code() == ErrorCode.BACKEND_UNAVAILABLE;
            throw e;
        }
    }

    /** Whether libvirt still works on the newest step, so that {@link #left} must wait for its end. */
    boolean mustWait() {
        return unfinished.isPresent();
    }

    /** Whether nobody knows if libvirt still works on the newest step, for the connection broke. */
    boolean unanswered() {
        return unanswered;
    }

    /** What is to be taken away, once libvirt has come to an end with its newest step. */
    UnfinishedCreation left() {
        unfinished.ifPresent(timeout -> {
            boolean done = hypervisor.settled(timeout);
            unfinishedPart.ifPresent(part -> creation = creation.with(part, done ? State.MADE : State.PLANNED));
        });
        return creation;
    }
}
