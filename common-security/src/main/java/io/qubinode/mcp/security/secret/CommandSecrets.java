package io.qubinode.mcp.security.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds secrets in command lines that no option's name tells of: {@code curl -u bob:x}, {@code sshpass -p x}. */
final class CommandSecrets {

    /**
     * How a command takes its secret.
     *
     * @param options before it
     * @param apart whether it may be an argument of its own
     * @param joined whether it may follow the option without a blank
     * @param mark what stands between user and secret; 0 when there is no user
     * @param arguments how many arguments without an option there are when the last is the secret; 0: none is
     */
    private record Command(Set<String> options, boolean apart, boolean joined, char mark, int arguments) {
        static Command option(boolean apart, boolean joined, String... options) {
            return new Command(Set.of(options), apart, joined, '\0', 0);
        }

        static Command user(char mark, String... options) {
            return new Command(Set.of(options), true, true, mark, 0);
        }

        static Command argument(int count) {
            return new Command(Set.of(), false, false, '\0', count);
        }
    }

    private static final Command CURL = Command.user(':', "-u", "-U", "--user", "--proxy-user");
    private static final Command MYSQL = Command.option(false, true, "-p");
    private static final Command LDAP = Command.option(true, true, "-w");
    private static final Command IPA = Command.option(true, false, "-p", "-a", "-w");
    private static final Command LOGIN = Command.option(true, true, "-p");
    private static final Map<String, Command> COMMANDS = Map.ofEntries(
            Map.entry("curl", CURL),
            Map.entry("mysql", MYSQL),
            Map.entry("mysqldump", MYSQL),
            Map.entry("mysqladmin", MYSQL),
            Map.entry("mariadb", MYSQL),
            Map.entry("sshpass", LOGIN),
            Map.entry("ldapsearch", LDAP),
            Map.entry("ldapmodify", LDAP),
            Map.entry("ldapadd", LDAP),
            Map.entry("ldapdelete", LDAP),
            Map.entry("redis-cli", Command.option(true, false, "-a")),
            Map.entry("ipa-server-install", IPA),
            Map.entry("ipa-client-install", IPA),
            Map.entry("ipa-replica-install", IPA),
            Map.entry("smbclient", Command.user('%', "-U", "--user")),
            Map.entry("nmcli", Command.option(true, false, "password")),
            Map.entry("kinit", Command.option(true, false, "<<<")),
            Map.entry("rootpw", Command.argument(1)),
            Map.entry("htpasswd", Command.argument(3)),
            Map.entry("wpa_passphrase", Command.argument(2)),
            Map.entry("secret-set-value", Command.argument(2)));
    private static final Set<String> WITH_LOGIN =
            Set.of("docker", "podman", "buildah", "skopeo", "helm", "oras", "nerdctl");
    private static final int LONGEST_NAME = 24;

    private final ScannedText text;
    private int seenUpTo;

    CommandSecrets(ScannedText text) {
        this.text = text;
    }

    /** The secrets of the command whose name this word is; none when it is not a command's or stands in another's line. */
    List<SecretSpan> of(int start, int end) {
        if (start < seenUpTo || end - start > LONGEST_NAME || text.at(end) != ' ') {
            return List.of();
        }
        String name = text.between(start, end);
        boolean login = WITH_LOGIN.contains(name);
        if (!login && !name.equals("vault") && !COMMANDS.containsKey(name)) {
            return List.of();
        }
        List<SecretSpan> words = words(end);
        boolean logsIn = !words.isEmpty() && is("login", words.getFirst());
        Optional<Command> command = login
                ? Optional.of(LOGIN).filter(takes -> logsIn)
                : name.equals("vault")
                        ? Optional.of(Command.argument(2)).filter(takes -> logsIn)
                        : Optional.of(COMMANDS.get(name));
        return command.map(takes -> secrets(takes, words)).orElse(List.of());
    }

    private List<SecretSpan> secrets(Command command, List<SecretSpan> words) {
        var found = new ArrayList<SecretSpan>();
        var arguments = new ArrayList<SecretSpan>();
        boolean next = false;
        for (SecretSpan word : words) {
            if (next) {
                found.add(behindMark(command, word));
            } else if (text.at(word.start()) != '-') {
                arguments.add(word);
            } else if (command.joined) {
                found.add(joined(command, word));
            }
            next = command.apart && !next && command.options.stream().anyMatch(option -> is(option, word));
        }
        if (command.arguments > 0 && arguments.size() == command.arguments) {
            found.add(withoutQuotes(arguments.getLast()));
        }
        found.removeIf(SecretSpan::isEmpty);
        return found;
    }

    private SecretSpan joined(Command command, SecretSpan word) {
        for (String option : command.options) {
            int after = word.start() + option.length();
            boolean isLong = option.startsWith("--");
            if (after < word.end() && text.holds(option, word.start()) && (!isLong || text.at(after) == '=')) {
                return behindMark(command, new SecretSpan(isLong ? after + 1 : after, word.end()));
            }
        }
        return new SecretSpan(word.start(), word.start());
    }

    private SecretSpan behindMark(Command command, SecretSpan word) {
        SecretSpan inside = withoutQuotes(word);
        if (command.mark == 0) {
            return inside;
        }
        int at = inside.start();
        while (at < inside.end() && text.at(at) != command.mark) {
            at++;
        }
        return new SecretSpan(Math.min(at + 1, inside.end()), inside.end());
    }

    private SecretSpan withoutQuotes(SecretSpan word) {
        int start = word.start();
        int end = word.end();
        while (start < end && ScannedText.isQuote(text.at(start))) {
            start++;
        }
        while (end > start && ScannedText.isQuote(text.at(end - 1))) {
            end--;
        }
        return new SecretSpan(start, end);
    }

    private boolean is(String word, SecretSpan span) {
        return span.end() - span.start() == word.length() && text.holds(word, span.start());
    }

    private List<SecretSpan> words(int from) {
        var words = new ArrayList<SecretSpan>();
        int at = from;
        while (at < text.length() && !endsCommand(text.at(at))) {
            int start = at;
            char quote = 0;
            while (at < text.length() && (quote != 0 || text.at(at) != ' ' && !endsCommand(text.at(at)))) {
                char c = text.at(at);
                quote = quote == 0 ? ScannedText.isQuote(c) ? c : 0 : c == quote || c == '\n' ? 0 : quote;
                at++;
            }
            if (at > start) {
                words.add(new SecretSpan(start, at));
            } else {
                at++;
            }
        }
        seenUpTo = at;
        return words;
    }

    private static boolean endsCommand(char c) {
        return c == '\n' || c == '|' || c == ';' || c == '&';
    }
}
