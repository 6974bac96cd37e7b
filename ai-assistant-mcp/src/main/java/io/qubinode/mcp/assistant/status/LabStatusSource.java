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

    /** The workflows whose newest run failed. */
    Told<FailedRun> failedRuns();

    /** The virtual machines that neither work nor rest. */
    Told<TroubledMachine> troubledMachines();
}
