package io.qubinode.mcp.security.config;

import io.qubinode.mcp.security.core.Suggestions;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in an operator's words what SmallRye Config finds wrong: key, variable, value and what is allowed. */
final class ConfigProblems {

    private static final Pattern UNKNOWN = Pattern.compile("(?s).*SRCFG00050: (\\S+) in .*");
    private static final Pattern NOT_CONVERTED = Pattern.compile(
            "(?s).*The config property (\\S+) with the config value \"(.*?)\" threw an Exception whilst being"
                    + " converted (.*)");
    private static final Pattern CHOICES = Pattern.compile("(?s).*allowed values: (\\S+).*");
    // A converter of a service says "not WHAT IS ALLOWED".
    private static final Pattern OWN_WORDS = Pattern.compile("(?s)(?:.*: )?not (an? .*)");
    private static final Pattern EMPTY = Pattern.compile("(?s).*SRCFG00040: The config property (\\S+) .*");

    private ConfigProblems() {}

    /** One line for a problem as the library puts it. */
    static String sentence(String problem) {
        Matcher unknown = UNKNOWN.matcher(problem);
        if (unknown.matches()) {
            return unknown.group(1) + " is not a setting; " + near(unknown.group(1));
        }
        Matcher empty = EMPTY.matcher(problem);
        if (empty.matches()) {
            return named(empty.group(1)) + " is empty; set at least one value, or remove the key";
        }
        Matcher wrong = NOT_CONVERTED.matcher(problem);
        return wrong.matches()
                ? named(wrong.group(1)) + " is " + withoutPassword(wrong.group(2)) + "; allowed is "
                        + allowed(wrong.group(3))
                : firstLine(problem);
    }

    private static String withoutPassword(String address) {
        int from = address.indexOf("//");
        int to = address.lastIndexOf('@');
        return from >= 0 && to > from + 1 ? address.substring(0, from) + "//…" + address.substring(to) : address;
    }

    private static String allowed(String reason) {
        Matcher choices = CHOICES.matcher(reason);
        if (choices.matches()) {
            return "one of " + listed(Set.of(choices.group(1).split(",")));
        } else if (reason.contains("duration")) {
            return PositiveDuration.ALLOWED;
        }
        if (reason.contains(TrueOrFalse.ALLOWED)) {
            return TrueOrFalse.ALLOWED;
        }
        Matcher own = OWN_WORDS.matcher(reason);
        return own.matches() ? own.group(1) : "a whole number";
    }

    private static String near(String key) {
        List<String> known = EnvironmentNames.keys(ServiceSettings.found(), name -> "x", Set.of()).keySet().stream()
                .toList();
        return Suggestions.hint(key, known, "see docs/CONFIGURATION.md");
    }

    /** A key, with the variable that sets it where there is one. */
    static String named(String key) {
        return key + EnvironmentNames.of(key).map(name -> " (" + name + ")").orElse("");
    }

    /** Names in their order, for a sentence. */
    static String listed(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }

    private static String firstLine(String message) {
        // A converter of a key, not of a value, is quoted with its class.
        return String.valueOf(message).lines().findFirst().orElse("").replaceFirst("^[\\w.]+Exception: ", "");
    }
}
