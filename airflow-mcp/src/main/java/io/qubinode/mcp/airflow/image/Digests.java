package io.qubinode.mcp.airflow.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Digests of files, and the files that publishers write them into. A digest is written {@code sha256:…}. */
final class Digests {

    // By the number of hexadecimal digits. MD5 is missing on purpose: two files of one MD5 digest are easily made.
    private static final Map<Integer, String> ALGORITHMS = Map.of(64, "sha256", 128, "sha512");
    private static final Pattern GNU = Pattern.compile("([0-9a-fA-F]{64,128})[ *]+(\\S+)");
    private static final Pattern BSD = Pattern.compile("\\w+ ?\\((\\S+)\\) = ([0-9a-fA-F]{64,128})");
    private static final Pattern ALONE = Pattern.compile("([0-9a-fA-F]{64,128})");

    private record Line(String file, String digest) {}

    private Digests() {}

    static boolean isKnown(String digest) {
        int colon = digest.indexOf(':');
        return colon > 0
                && digest.substring(colon + 1).matches("[0-9a-f]+")
                && digest.substring(0, colon).equals(ALGORITHMS.get(digest.length() - colon - 1));
    }

    /** The digest that a checksum file gives for a file; of the only line there is, whatever it names. */
    static Optional<String> inFile(String text, String file) {
        List<Line> lines = lines(text);
        return named(text, file)
                .or(() -> lines.size() == 1 ? Optional.of(lines.getFirst().digest()) : Optional.empty());
    }

    /** The digest of the line that names a file: in a signed list of another file, the only line is not this file's. */
    static Optional<String> named(String text, String file) {
        return lines(text).stream()
                .filter(line -> line.file().equals(file))
                .findFirst()
                .map(Line::digest);
    }

    private static List<Line> lines(String text) {
        return text.lines().flatMap(Digests::line).toList();
    }

    private static Stream<Line> line(String text) {
        Matcher gnu = GNU.matcher(text.strip());
        Matcher bsd = BSD.matcher(text.strip());
        Matcher alone = ALONE.matcher(text.strip());
        if (gnu.matches()) {
            return line(gnu.group(2), gnu.group(1));
        }
        if (bsd.matches()) {
            return line(bsd.group(1), bsd.group(2));
        }
        return alone.matches() ? line("", alone.group(1)) : Stream.empty();
    }

    private static Stream<Line> line(String path, String hex) {
        String algorithm = ALGORITHMS.get(hex.length());
        return algorithm == null
                ? Stream.empty()
                : Stream.of(new Line(
                        path.substring(path.lastIndexOf('/') + 1), algorithm + ":" + hex.toLowerCase(Locale.ROOT)));
    }

    /** The digest of a file, by the algorithm of another digest. */
    static String of(Path file, String like) throws IOException {
        String algorithm = like.substring(0, like.indexOf(':'));
        try (InputStream content = Files.newInputStream(file);
                var digested = new DigestInputStream(content, digest(algorithm))) {
            byte[] piece = new byte[1 << 20];
            while (digested.read(piece) >= 0) {
                // only to be digested
            }
            return algorithm + ":"
                    + HexFormat.of().formatHex(digested.getMessageDigest().digest());
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.replace("sha", "SHA-"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
