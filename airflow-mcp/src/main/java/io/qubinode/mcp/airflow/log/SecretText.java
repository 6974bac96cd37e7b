package io.qubinode.mcp.airflow.log;

import java.util.regex.Pattern;

/** Masks secrets in text that is no JSON: logs, source, error messages. */
public final class SecretText {

    // Each expression begins with fixed text and takes back nothing it took, so that a long line costs no more than its
    // length.
    private static final Pattern NAMED = Pattern.compile(
            "(?i)((?:passw|secret|token|api[_-]?key|credential|private[_-]?key)[\\w.-]*+[\"']?\\s*+[=:]\\s*+)"
                    + "(\"[^\"]*+\"|'[^']*+'|[^\\s,;&\"']++)");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{8,}");
    private static final Pattern AWS = Pattern.compile("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b");
    private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]{5,}\\.[\\w-]{5,}\\.[\\w-]*");
    private static final Pattern URL = Pattern.compile("://([^\\s:/@]*+):[^\\s@/]++@");

    private SecretText() {}

    /** The line with *** in the place of secrets. */
    public static String masked(String line) {
        String text = BEARER.matcher(line).replaceAll("$1 ***");
        text = URL.matcher(text).replaceAll("://$1:***@");
        text = AWS.matcher(text).replaceAll("***");
        text = JWT.matcher(text).replaceAll("***");
        return NAMED.matcher(text).replaceAll("$1***");
    }
}
