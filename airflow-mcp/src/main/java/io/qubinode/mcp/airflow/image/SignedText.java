package io.qubinode.mcp.airflow.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A text and the OpenPGP signatures over it.
 *
 * @param text the very bytes that were signed
 * @param signature with armour or without
 */
record SignedText(byte[] text, byte[] signature) {

    private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
    private static final String HEADER = "Hash: [A-Za-z0-9, -]+";

    /**
     * Reads a clear-signed text. What stands before or after it is not part of the text.
     *
     * @return empty when it is none
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9580#name-cleartext-signature-framewo">RFC 9580: cleartext signatures</a>
     */
    static Optional<SignedText> clearSigned(byte[] message) {
        List<String> lines = new String(message, StandardCharsets.UTF_8)
                .lines()
                .map(SignedText::withoutTrailingBlanks)
                .toList();
        int begin = lines.indexOf(BEGIN);
        int end = lines.indexOf(SIGNATURE);
        if (begin < 0 || end < begin) {
            return Optional.empty();
        }
        int start = begin + 1;
        while (lines.get(start).matches(HEADER)) {
            start++;
        }
        if (!lines.get(start).isEmpty()) {
            return Optional.empty();
        }
        String text = lines.subList(start + 1, Math.max(end, start + 1)).stream()
                .map(line -> line.startsWith("- ") ? line.substring(2) : line)
                .collect(Collectors.joining("\r\n"));
        String signature = String.join("\n", lines.subList(end, lines.size()));
        return Optional.of(
                new SignedText(text.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8)));
    }

    private static String withoutTrailingBlanks(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        return line.substring(0, end);
    }

    String asString() {
        return new String(text, StandardCharsets.UTF_8);
    }
}
