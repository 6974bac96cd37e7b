package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.vm.UnfinishedCreation.Part;
import io.qubinode.mcp.airflow.vm.UnfinishedCreation.State;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;
import java.util.Set;

/** Makes the parts of a machine and keeps account of them, on disk too. Not thread-safe. */
final class Making {

    // libvirt has made nothing then. Of anything else, such as a connection that broke, that is not known.
    private static final Set<ErrorCode> NOTHING_MADE = Set.of(
            ErrorCode.ALREADY_EXISTS,
            ErrorCode.NOT_FOUND,
            ErrorCode.WRONG_STATE,
            ErrorCode.INVALID_ARGUMENT,
            ErrorCode.CANCELLED);

    private final Hypervisor hypervisor;
    private final CreationJournal journal;
    private UnfinishedCreation creation;
    private boolean unanswered;
    private Optional<ToolException> unfinished = Optional.empty();
    private Optional<Part> unfinishedPart = Optional.empty();

    Making(Hypervisor hypervisor, CreationJournal journal, UnfinishedCreation creation) {
        this.hypervisor = hypervisor;
        this.journal = journal;
        this.creation = creation;
    }

    /** Makes a part. */
    void make(Part part, Runnable making) {
        UnfinishedCreation begun = creation.with(part, State.BEGUN);
        journal.write(begun);
        creation = begun;
        try {
            run(making);
        } catch (ToolException e) {
            if (unfinished.isPresent()) {
                unfinishedPart = Optional.of(part);
            } else if (NOTHING_MADE.contains(e.error().code())) {
                creation = creation.without(part);
            }
            throw e;
        }
        creation = creation.with(part, State.MADE);
    }

    /** Does something to what is made, so that an end that is late is waited for. */
    void run(Runnable work) {
        try {
            work.run();
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
            unfinishedPart.ifPresent(
                    part -> creation = done ? creation.with(part, State.MADE) : creation.without(part));
        });
        return creation;
    }
}
