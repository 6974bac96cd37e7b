package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes arguments fit for the audit trail: secrets go, long values are cut. A secret is the value of a key that names one, text
 * that has the shape of one, and every value that this process holds as one. With a key, a secret leaves its keyed hash, by
 * which an auditor can tell whether two calls had the same one; without, nothing.
 */
public final class SecretMask {

    /** The shortest text that is looked for as a secret of this process; shorter ones are in every second word. */
    public static final int SHORTEST = 6;

    private static final Pattern SECRET = Pattern.compile(
            "(?i)passw|passphrase|secret|token|api_?key|credential|(?:private|hmac)_?key|authorization");
    private static final List<String> NAMES = List.of("password", "passwd", "secret", "token", "api_key", "apikey");
    private static final List<String> BEARER = List.of("bearer");
    // PEM private keys, JSON web tokens, credentials in URLs, and "password=…" in running text.
    private static final Pattern SHAPE =
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*-----)?"
                    + "|eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*"
                    + "|(?<=://)[^/@\\s:]*:[^/@\\s]+(?=@)"
                    + "|(?i)(?<=(?:" + String.join("|", NAMES) + ")[=:] ?)[^\\s,;&\"']+"
                    + "|(?<=(?i:bearer) )[\\w.~+/=-]{8,}");
    private static final int LONGEST_TEXT = 256;
    // Patterns look no further: what is behind it is cut anyway.
    private static final int LONGEST_SEARCHED = 4096;
    private static final int MOST_ENTRIES = 50;
    private static final int DEEPEST = 8;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final SecretMask BY_LOOKS = new SecretMask(List.of(), Optional.empty());

    private final List<String> own;
    private final Optional<SecretKeySpec> key;

    /**
     * A mask.
     *
     * @param own secrets of this process; those that are shorter than {@link #SHORTEST} are not looked for
     * @param key makes the keyed hashes
     */
    public SecretMask(Collection<String> own, Optional<String> key) {
        // The longest first: one secret may begin with another.
        this.own = own.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        this.key = key.map(text -> new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    }

    /** A copy without what can be told to be a secret by its name or shape alone; never longer than a few kilobytes a level. */
    public static JsonNode mask(JsonNode value) {
        return BY_LOOKS.masked(value);
    }

    /** A copy of {@code value} to be written down; never longer than a few kilobytes a level. */
    public JsonNode masked(JsonNode value) {
        return masked(value, 0);
    }

    /** Text cut to what a record holds. */
    public static String cut(String text) {
        return cut(text, text.length());
    }

    /** Text to be written down, without secrets and cut. */
    public String text(String text) {
        String searched = text.length() <= LONGEST_SEARCHED ? text : text.substring(0, LONGEST_SEARCHED);
        for (String secret : own) {
            if (searched.contains(secret)) {
                searched = searched.replace(secret, replacement(secret));
            }
        }
        String clean = mayHaveShape(searched)
                ? SHAPE.matcher(searched).replaceAll(found -> Matcher.quoteReplacement(replacement(found.group())))
                : searched;
        return text.length() <= LONGEST_SEARCHED ? cut(clean, clean.length()) : cut(clean, text.length());
    }

    /** Most texts of a call have no shape's beginning: matching alone was a fifth of all that a call with a link costs. */
    private static boolean mayHaveShape(String text) {
        return text.contains("PRIVATE KEY-----")
                || text.contains("eyJ")
                || text.contains("://") && text.indexOf('@') >= 0
                || anyBefore('=', NAMES, text)
                || anyBefore(':', NAMES, text)
                || anyBefore(' ', BEARER, text);
    }

    private static boolean anyBefore(char mark, List<String> words, String text) {
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
            for (String word : words) {
                if (text.regionMatches(true, at - word.length(), word, 0, word.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String cut(String text, int length) {
        return length <= LONGEST_TEXT
                ? text
                : text.substring(0, Math.min(text.length(), LONGEST_TEXT)) + "… (" + length + " characters)";
    }

    /** Whether a key of this name holds a secret. */
    public static boolean isSecret(String key) {
        return SECRET.matcher(key).find();
    }

    private JsonNode masked(JsonNode value, int depth) {
        if (value.isTextual()) {
            return JSON.textNode(text(value.textValue()));
        }
        if (value.isContainerNode() && depth == DEEPEST) {
            return JSON.textNode("…");
        }
        if (value instanceof ObjectNode object) {
            ObjectNode masked = JSON.objectNode();
            int left = MOST_ENTRIES;
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (left-- == 0) {
                    break;
                }
                boolean secret = isSecret(field.getKey()) && !field.getValue().isNull();
                masked.set(
                        text(field.getKey()),
                        secret
                                ? JSON.textNode(replacement(plain(field.getValue())))
                                : masked(field.getValue(), depth + 1));
            }
            return masked;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode masked = JSON.arrayNode();
            array.valueStream().limit(MOST_ENTRIES).forEach(element -> masked.add(masked(element, depth + 1)));
            return masked;
        }
        return value;
    }

    private static String plain(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** The prefix keeps these hashes apart from those of the chain, which are made with the same key of JSON. */
    private String replacement(String secret) {
        return key.map(found -> "hmac:"
                        + HexFormat.of()
                                .formatHex(
                                        AuditSeal.mac(found, ("secret:" + secret).getBytes(StandardCharsets.UTF_8)),
                                        0,
                                        16))
                .orElse("***");
    }
}
