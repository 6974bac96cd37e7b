package io.qubinode.mcp.security.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the name of a setting, a field or an option says about its value. */
enum SecretName {
    /** Its value is not a secret. */
    NONE,
    /** Its value may be a secret, by its looks. */
    MAYBE,
    /** Its value is a secret, or the number of secrets. */
    SEVERAL,
    /** Its value is a secret. */
    ONE;

    // No name that anybody gives is longer; what tells most stands at its end.
    private static final int LONGEST = 64;
    // What every name of a secret holds one of.
    private static final List<String> A = List.of("auth");
    private static final List<String> C = List.of("cookie", "contrase", "cred");
    private static final List<String> K = List.of("key");
    private static final List<String> P = List.of("pass", "psk", "pw");
    private static final List<String> S = List.of("secret", "sig");
    private static final List<String> T = List.of("token");
    private static final List<String> ANYWHERE = List.of(
            "password",
            "passwd",
            "passphrase",
            "passcode",
            "secret",
            "apikey",
            "accesskey",
            "privatekey",
            "hmackey",
            "authkey",
            "accountkey",
            "encryptionkey",
            "signingkey",
            "servicekey",
            "masterkey",
            "sharedkey",
            "fernetkey",
            "activationkey",
            "clientkey",
            "databasekey",
            "dbkey",
            "keypass",
            "contrasena",
            "contraseña",
            "credential",
            "authorization",
            "rootpw");
    private static final Set<String> LAST = Set.of("pass", "pwd", "pw", "psk", "cookie");
    private static final Set<String> LAST_MAYBE = Set.of("auth", "sig", "signature");
    // What only sounds like one: a person, and commands.
    private static final List<String> NO_SECRETS = List.of("secretar", "chpasswd", "htpasswd", "sshpass");
    // About a secret, not the secret.
    private static final Set<String> ABOUT = Set.of(
            "policy",
            "file",
            "path",
            "dir",
            "url",
            "uri",
            "endpoint",
            "id",
            "name",
            "type",
            "kind",
            "count",
            "length",
            "size",
            "limit",
            "ttl",
            "expires",
            "expiry",
            "expiration",
            "lifetime",
            "age",
            "hint",
            "prompt",
            "method",
            "enabled",
            "required",
            "algorithm",
            "alg",
            "issuer",
            "audience",
            "version",
            "index",
            "ref",
            "stdin",
            "at",
            "updated",
            "changed",
            "created",
            "to",
            "from",
            "env",
            "variable",
            "reset",
            "status",
            "backend",
            "backends");

    static SecretName of(ScannedText text, int from, int to) {
        return of(text.between(Math.max(from, to - LONGEST), to));
    }

    static SecretName of(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (!holdsStem(last.toLowerCase(Locale.ROOT))) {
            return NONE;
        }
        List<String> parts = parts(last);
        if (parts.isEmpty()) {
            return NONE;
        }
        String joined = String.join("", parts);
        String end = parts.getLast();
        if (NO_SECRETS.stream().anyMatch(joined::contains) || ABOUT.contains(end) && !joined.endsWith("secretid")) {
            return NONE;
        }
        if (ANYWHERE.stream().anyMatch(joined::contains)) {
            return end.endsWith("s") && !end.equals("pass") ? SEVERAL : ONE;
        }
        if (LAST.contains(end) || parts.stream().anyMatch(part -> part.endsWith("token"))) {
            return ONE;
        }
        return end.endsWith("tokens") ? SEVERAL : LAST_MAYBE.contains(end) ? MAYBE : NONE;
    }

    /** By the first letter: it is asked for each word of a text. */
    private static boolean holdsStem(String lower) {
        for (int at = 0; at < lower.length(); at++) {
            for (String stem : stemsWith(lower.charAt(at))) {
                if (lower.startsWith(stem, at)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<String> stemsWith(char first) {
        return switch (first) {
            case 'a' -> A;
            case 'c' -> C;
            case 'k' -> K;
            case 'p' -> P;
            case 's' -> S;
            case 't' -> T;
            default -> List.of();
        };
    }

    /** The words of a name in lower case: {@code rootPassword}, {@code ROOT_PASSWORD} and {@code root-password} are the same. */
    private static List<String> parts(String name) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = Character.isLetterOrDigit(c);
            boolean next = !letter || i > 0 && Character.isUpperCase(c) && Character.isLowerCase(name.charAt(i - 1));
            if (next && !part.isEmpty()) {
                parts.add(part.toString());
                part.setLength(0);
            }
            if (letter) {
                part.append(Character.toLowerCase(c));
            }
        }
        if (!part.isEmpty()) {
            parts.add(part.toString());
        }
        return parts;
    }
}
