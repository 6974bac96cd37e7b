package io.qubinode.mcp.security.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes arguments fit for the audit trail: secrets go, long values are cut. A secret is the value of a key that names one, text
 * that has the shape of one, and every value that this process holds as one. With a key, a secret leaves its keyed hash, by
 * which an auditor can tell whether two calls had the same one; without, nothing.
 */
public final class SecretMask {

    /** The shortest text that is looked for as a secret of this process; shorter ones are in every second word. */
    public static final int SHORTEST = 6;

    private static final String HIDDEN = "***";
    private static final String HASH = "hmac:";
    private static final int HASH_BYTES = 16;
    private static final int LONGEST_TEXT = 256;
    // No secret is looked for behind it: that is cut anyway.
    private static final int LONGEST_SEARCHED = 4096;
    private static final int MOST_ENTRIES = 50;
    // Of a value with all that is in it.
    private static final int MOST_CHARACTERS = 128 << 10;
    private static final int WORK_OF_A_VALUE = 32;
    private static final String CUT = "…";
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

    /** A copy without what can be told to be a secret by its name or shape alone; never longer than {@value #MOST_CHARACTERS} characters. */
    public static JsonNode mask(JsonNode value) {
        return BY_LOOKS.masked(value);
    }

    /** A copy of {@code value} to be written down; never longer than a few kilobytes a level. */
    public JsonNode masked(JsonNode value) {
        return masked(value, 0, new Left());
    }

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
        String clean = replaced(searched);
        return text.length() <= LONGEST_SEARCHED ? cut(clean, clean.length()) : cut(clean, text.length());
    }

    /** Text of any length to be shown to a caller: without secrets of this process, and without what looks like one. */
    public String shown(String text) {
        String clean = text;
        for (String secret : own) {
            clean = clean.replace(secret, HIDDEN);
        }
        return mask(clean);
    }

    /** Text of any length without what can be told to be a secret by its looks. */
    public static String mask(String text) {
        return BY_LOOKS.replaced(text);
    }

    /**
     * Documentation without what has the shape of a secret. The name of a secret proves nothing there: what follows it is an example or
     * a default, which a reader asks for. Each line keeps its number.
     */
    public static String maskShapes(String text) {
        return replaced(text, SecretSearch.shapesIn(text), SecretMask::hiddenLines);
    }

    private static String hiddenLines(String secret) {
        return HIDDEN + "\n".repeat((int) secret.chars().filter(c -> c == '\n').count());
    }

    /** A copy without what can be told to be a secret by its name or shape alone; nothing else of it is left out. */
    public static JsonNode maskAll(JsonNode value) {
        if (value.isTextual()) {
            return JSON.textNode(mask(value.textValue()));
        }
        if (value instanceof ObjectNode object) {
            ObjectNode masked = JSON.objectNode();
            object.properties()
                    .forEach(field -> masked.set(mask(field.getKey()), maskAll(field.getKey(), field.getValue())));
            return masked;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode masked = JSON.arrayNode(array.size());
            array.forEach(element -> masked.add(maskAll(element)));
            return masked;
        }
        return value;
    }

    /** The value that stands under a key, masked as there. */
    public static JsonNode maskAll(String key, JsonNode value) {
        return isSecret(key, value) ? JSON.textNode(HIDDEN) : maskAll(value);
    }

    public static List<String> secretsIn(String text) {
        return SecretSearch.in(text).stream()
                .map(secret -> text.substring(secret.start(), secret.end()))
                .toList();
    }

    static boolean isReplacement(String text) {
        return text.equals(HIDDEN)
                || text.length() == HASH.length() + 2 * HASH_BYTES
                        && text.startsWith(HASH)
                        && text.chars().skip(HASH.length()).allMatch(HexFormat::isHexDigit);
    }

    private String replaced(String text) {
        return replaced(text, SecretSearch.in(text), this::replacement);
    }

    private static String replaced(String text, List<SecretSpan> secrets, UnaryOperator<String> replacement) {
        if (secrets.isEmpty()) {
            return text;
        }
        var clean = new StringBuilder(text.length());
        int upTo = 0;
        for (SecretSpan secret : secrets) {
            clean.append(text, upTo, secret.start())
                    .append(replacement.apply(text.substring(secret.start(), secret.end())));
            upTo = secret.end();
        }
        return clean.append(text, upTo, text.length()).toString();
    }

    private static String cut(String text, int length) {
        return length <= LONGEST_TEXT
                ? text
                : text.substring(0, Math.min(text.length(), LONGEST_TEXT)) + "… (" + length + " characters)";
    }

    public static boolean isSecret(String key) {
        SecretName says = SecretName.of(key);
        return says == SecretName.ONE || says == SecretName.SEVERAL;
    }

    private static boolean isSecret(String key, JsonNode value) {
        return switch (SecretName.of(key)) {
            case NONE -> false;
            case MAYBE ->
                value.isTextual()
                        && !SecretSearch.in(key + "=" + value.textValue()).isEmpty();
            case SEVERAL -> !value.isNull() && !value.isBoolean() && !value.isNumber();
            case ONE -> !value.isNull() && !value.isBoolean();
        };
    }

    private JsonNode masked(JsonNode value, int depth, Left left) {
        if (!left.take(value.isTextual() ? Math.min(value.textValue().length(), LONGEST_SEARCHED) : 1)) {
            return JSON.textNode(CUT);
        }
        if (value.isTextual()) {
            return JSON.textNode(text(value.textValue()));
        }
        if (value.isContainerNode() && depth == DEEPEST) {
            return JSON.textNode(CUT);
        }
        if (value instanceof ObjectNode object) {
            ObjectNode masked = JSON.objectNode();
            object.properties().stream().limit(MOST_ENTRIES).forEach(field -> {
                boolean secret = isSecret(field.getKey(), field.getValue());
                masked.set(
                        text(field.getKey()),
                        secret
                                ? JSON.textNode(replacement(plain(field.getValue())))
                                : masked(field.getValue(), depth + 1, left));
            });
            return masked;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode masked = JSON.arrayNode();
            array.valueStream().limit(MOST_ENTRIES).forEach(element -> masked.add(masked(element, depth + 1, left)));
            return masked;
        }
        return value;
    }

    /** What may still be looked at of one value: fifty entries of fifty entries are many. */
    private static final class Left {
        private int characters = MOST_CHARACTERS;

        boolean take(int length) {
            characters -= length + WORK_OF_A_VALUE;
            return characters >= 0;
        }
    }

    private static String plain(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** The prefix keeps these hashes apart from those of the chain, which are made with the same key of JSON. */
    private String replacement(String secret) {
        return key.map(found -> HASH + HexFormat.of().formatHex(hash(found, "secret:" + secret), 0, HASH_BYTES))
                .orElse(HIDDEN);
    }

    private static byte[] hash(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has " + key.getAlgorithm(), e);
        }
    }
}
