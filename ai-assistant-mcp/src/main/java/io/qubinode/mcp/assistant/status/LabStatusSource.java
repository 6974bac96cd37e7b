package io.qubinode.mcp.assistant.status;

import java.util.List;
import java.util.Optional;

/** Tells what is wrong in the lab. Safe to use from any thread that may block. */
public interface LabStatusSource {

    /** A workflow whose newest run failed. */
    record FailedRun(String dagId) {}

    /** A virtual machine that neither works nor rests. */
    record TroubledMachine(String name, String state) {}

    /**
     * What there is, as far as it is known.
     *
     * @param gap what is not known and why, in one sentence; empty when all is
     */
    record Told<T>(List<T> items, Optional<String> gap) {

        public Told {
            items = List.copyOf(items);
        }

        /** Nothing is known. */
        public static <T> Told<T> nothing(String gap) {
            return new Told<>(List.of(), Optional.of(gap));
        }
    }

    /**
     * How the workflows are.
     *
     * @param failedRuns those whose newest run failed; one that somebody cancelled has not
     * @param brokenFiles how many files of workflows cannot be read
     */
    record Workflows(Told<FailedRun> failedRuns, int brokenFiles) {

        /** Nothing is known. */
        public static Workflows unknown(String gap) {
            return new Workflows(Told.nothing(gap), 0);
        }
    }

    Workflows workflows();

    /** The virtual machines that neither work nor rest. */
    Told<TroubledMachine> troubledMachines();
}
