package io.qubinode.mcp.airflow.insight;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.security.secret.SecretMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** What differs between a run and the last one that went well. */
final class RunComparison {

    private RunComparison() {}

    static List<String> changes(Optional<RunDetails> success, RunDetails failed) {
        if (success.isEmpty()) {
            return List.of("No earlier run of this DAG succeeded.");
        }
        RunDetails before = success.get();
        var changes = new ArrayList<String>();
        changes.add("Last success: " + before.run().runId() + ".");
        if (before.dagVersion().isPresent()
                && failed.dagVersion().isPresent()
                && !before.dagVersion().equals(failed.dagVersion())) {
            changes.add("The DAG's code: version " + before.dagVersion().get() + " then, "
                    + failed.dagVersion().get() + " now.");
        }
        var names = new TreeSet<String>();
        before.conf().fieldNames().forEachRemaining(names::add);
        failed.conf().fieldNames().forEachRemaining(names::add);
        names.stream()
                .filter(name ->
                        !Objects.equals(before.conf().get(name), failed.conf().get(name)))
                .forEach(name -> changes.add("conf " + SecretMask.mask(name) + ": " + shown(name, before) + " then, "
                        + shown(name, failed) + " now."));
        before.duration().ifPresent(then -> failed.duration().ifPresent(now -> {
            if (now.compareTo(then.multipliedBy(2).plusSeconds(10)) > 0
                    || then.compareTo(now.multipliedBy(2).plusSeconds(10)) > 0) {
                changes.add("Duration: " + then.toSeconds() + " s then, " + now.toSeconds() + " s now.");
            }
        }));
        if (changes.size() == 1) {
            changes.add("Same code, same conf: look at what it works with.");
        }
        return changes;
    }

    private static String shown(String name, RunDetails run) {
        JsonNode value = run.conf().get(name);
        if (value == null) {
            return "not given";
        }
        // Masked before it is cut: half a secret is hard to know for one.
        return SecretMask.isSecret(name)
                ? "***"
                : SecretMask.cut(SecretMask.maskAll(name, value).toString());
    }
}
