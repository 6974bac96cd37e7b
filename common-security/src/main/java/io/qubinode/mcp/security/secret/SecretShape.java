package io.qubinode.mcp.security.secret;

import io.qubinode.mcp.security.secret.ScannedText.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Secrets that are known by their shape, wherever they stand: those that begin with what their issuer gave them, JSON web tokens
 * and hashes of passwords.
 *
 * @param prefix what it begins with
 * @param least how many characters follow at least
 * @param run which characters these are
 */
record SecretShape(String prefix, int least, Run run) {

    private static final int NOT_FOUND = -1;
    private static final int ASCII = 128;
    private static final int SHORTEST_JWT_PART = 5;
    private static final int SHORTEST_HASH = 20;
    private static final Set<String> HASHES = Set.of(
            "1",
            "2a",
            "2b",
            "2y",
            "5",
            "6",
            "7",
            "y",
            "gy",
            "apr1",
            "sha1",
            "argon2i",
            "argon2d",
            "argon2id",
            "scrypt");

    // The kinds that gitleaks and detect-secrets know.
    private static final List<List<SecretShape>> BY_FIRST = byFirst(Stream.concat(
                    tokens(
                            30,
                            "ghp_",
                            "gho_",
                            "ghu_",
                            "ghs_",
                            "ghr_",
                            "github_pat_",
                            "npm_",
                            "hf_",
                            "dapi",
                            "duffel_",
                            "fio-u-",
                            "lin_api_",
                            "pscale_tkn_",
                            "pscale_pw_",
                            "rubygems_",
                            "sntrys_",
                            "sntryu_",
                            "sgp_",
                            "pplx-",
                            "rdme_",
                            "xkeysib-",
                            "dop_v1_",
                            "doo_v1_",
                            "dor_v1_",
                            "shpat_",
                            "shpca_",
                            "shppa_",
                            "shpss_",
                            "glsa_",
                            "glc_",
                            "CLOJARS_",
                            "EZAK",
                            "EZTK",
                            "pnu_",
                            "PMAK-",
                            "pypi-AgEI",
                            "AIza",
                            "ATATT3",
                            "EAAC",
                            "EAAM",
                            "AKCp",
                            "AGE-SECRET-KEY-1",
                            "FLWSECK",
                            "p8e-",
                            "ntn_",
                            "tfp_"),
                    Stream.of(
                                    tokens(
                                            16,
                                            "glpat-",
                                            "gldt-",
                                            "glrt-",
                                            "glcbt-",
                                            "glptt-",
                                            "glft-",
                                            "sk_live_",
                                            "sk_test_",
                                            "rk_live_",
                                            "rk_test_",
                                            "sk-ant-",
                                            "sk-proj-",
                                            "sk-svcacct-",
                                            "sk-or-",
                                            "xoxb-",
                                            "xoxa-",
                                            "xoxp-",
                                            "xoxr-",
                                            "xoxs-",
                                            "xoxe-",
                                            "xapp-",
                                            "sq0atp-",
                                            "sq0csp-",
                                            "GOCSPX-",
                                            "NRAK-",
                                            "pul-",
                                            "whsec_"),
                                    Stream.of("AKIA", "ASIA", "ABIA", "ACCA", "LTAI")
                                            .map(id -> new SecretShape(id, 16, Run.TOKEN)),
                                    Stream.of("sha256~", "hvs.", "hvb.", "hvr.", "dp.pt.", "atlasv1.", "SG.", "dt0c01.")
                                            .map(dotted -> new SecretShape(dotted, 24, Run.BLOB)),
                                    Stream.of(new SecretShape("hooks.slack.com/services/", 16, Run.BLOB)))
                            .flatMap(all -> all))
            .toList());

    private static Stream<SecretShape> tokens(int least, String... prefixes) {
        return Stream.of(prefixes).map(prefix -> new SecretShape(prefix, least, Run.TOKEN));
    }

    private static List<List<SecretShape>> byFirst(List<SecretShape> all) {
        var lists = new ArrayList<List<SecretShape>>();
        for (int i = 0; i < ASCII; i++) {
            char first = (char) i;
            lists.add(all.stream()
                    .filter(shape -> shape.prefix.charAt(0) == first)
                    .toList());
        }
        return List.copyOf(lists);
    }

    /** Where the secret ends that begins here; -1 when none does. Asked where a word may begin only. */
    static int endOf(ScannedText text, int start) {
        char first = text.at(start);
        if (first >= ASCII) {
            return NOT_FOUND;
        }
        for (SecretShape shape : BY_FIRST.get(first)) {
            if (text.holds(shape.prefix, start) && shape.fits(text, start + shape.prefix.length())) {
                return text.endOf(shape.run, start + shape.prefix.length());
            }
        }
        return switch (first) {
            case 'e' -> jsonWebToken(text, start);
            case 'S' -> twilioKey(text, start);
            case '$' -> passwordHash(text, start);
            default -> ScannedText.isDigit(first) ? botToken(text, start) : NOT_FOUND;
        };
    }

    private boolean fits(ScannedText text, int from) {
        return text.hasRun(run, from, least);
    }

    private static int jsonWebToken(ScannedText text, int start) {
        if (!text.holds("eyJ", start)) {
            return NOT_FOUND;
        }
        int header = text.endOf(Run.TOKEN, start);
        if (header - start < SHORTEST_JWT_PART || text.at(header) != '.') {
            return NOT_FOUND;
        }
        if (!text.hasRun(Run.TOKEN, header + 1, SHORTEST_JWT_PART)) {
            return NOT_FOUND;
        }
        int claims = text.endOf(Run.TOKEN, header + 1);
        return text.at(claims) == '.' ? text.endOf(Run.TOKEN, claims + 1) : claims;
    }

    /** SK and 32 hexadecimal digits. */
    private static int twilioKey(ScannedText text, int start) {
        if (text.at(start + 1) != 'K') {
            return NOT_FOUND;
        }
        int digits = start + 2;
        while (digits < start + 34 && Character.digit(text.at(digits), 16) >= 0) {
            digits++;
        }
        return digits == start + 34 && !ScannedText.isAlphanumeric(text.at(digits)) ? digits : NOT_FOUND;
    }

    /** Of crypt(3): {@code $6$salt$hash}. */
    private static int passwordHash(ScannedText text, int start) {
        int kind = start + 1;
        while (kind < start + 10 && (ScannedText.isAlphanumeric(text.at(kind)) || text.at(kind) == '-')) {
            kind++;
        }
        if (text.at(kind) != '$' || !HASHES.contains(text.between(start + 1, kind))) {
            return NOT_FOUND;
        }
        // It has dollars itself and ends before the colon of a line of /etc/shadow.
        int end = kind;
        while (isHashPart(text.at(end))) {
            end++;
        }
        return end - start > SHORTEST_HASH ? end : NOT_FOUND;
    }

    private static boolean isHashPart(char c) {
        return ScannedText.isAlphanumeric(c) || c == '$' || c == '.' || c == '/' || c == '=' || c == ',' || c == '+';
    }

    /** A number, a colon, AA and 33 characters. */
    private static int botToken(ScannedText text, int start) {
        int colon = start;
        while (colon < start + 11 && ScannedText.isDigit(text.at(colon))) {
            colon++;
        }
        if (colon < start + 8 || !text.holds(":AA", colon)) {
            return NOT_FOUND;
        }
        return text.hasRun(Run.TOKEN, colon + 1, 30) ? text.endOf(Run.TOKEN, colon + 1) : NOT_FOUND;
    }
}
