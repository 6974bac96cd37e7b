package io.qubinode.mcp.assistant.document.reading;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tells text from other files, by name where that is enough and by the first bytes otherwise. */
final class FileCheck {

    /** Enough to meet a byte that no text has. */
    private static final int SAMPLE_BYTES = 4_096;

    /** Pictures, sound, archives, programs, secrets and what tools write for themselves; some of it is text that nobody reads. */
    private static final Set<String> OTHER = Set.of(
            "png",
            "jpg",
            "jpeg",
            "gif",
            "webp",
            "ico",
            "svg",
            "bmp",
            "tif",
            "tiff",
            "mp3",
            "mp4",
            "webm",
            "mov",
            "zip",
            "gz",
            "tgz",
            "xz",
            "bz2",
            "zst",
            "tar",
            "7z",
            "rpm",
            "deb",
            "iso",
            "qcow2",
            "img",
            "jar",
            "war",
            "class",
            "so",
            "o",
            "a",
            "exe",
            "dll",
            "pyc",
            "woff",
            "woff2",
            "ttf",
            "otf",
            "eot",
            "lock",
            "map",
            "css",
            "csv",
            "db",
            "sqlite",
            "env",
            "pem",
            "key",
            "crt",
            "p12",
            "pfx",
            "jks",
            "kubeconfig");

    private static final int LARGEST_POINTER = 1_024;
    private static final String POINTER = "version https://git-lfs.github.com/spec/";

    private static final String PRIVATE_KEY = "PRIVATE KEY-----";

    private FileCheck() {}

    /** Why a file whose name tells no format is not read, in a few words; empty when it is text. */
    static Optional<String> refusal(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.startsWith(".")) {
            return Optional.of("hidden");
        } else if (OTHER.contains(name.substring(name.lastIndexOf('.') + 1))
                || name.contains(".min.")
                || isLock(name)) {
            return Optional.of("not a document");
        }
        try (var content = Files.newInputStream(file)) {
            byte[] start = content.readNBytes(SAMPLE_BYTES);
            String text =
                    StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(start)).toString();
            if (text.indexOf('\0') >= 0 && !hasMark(start)) {
                return Optional.of("not text");
            }
            return text.contains(PRIVATE_KEY) ? Optional.of("holds a private key") : Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot be opened");
        }
    }

    /**
     * Whether this stands for a file that Git LFS keeps elsewhere.
     *
     * @see <a href="https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md">Git LFS' specification</a>
     */
    static boolean isPointer(Path file, long size) {
        if (size >= LARGEST_POINTER || size < POINTER.length()) {
            return false;
        }
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).startsWith(POINTER);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isLock(String name) {
        return name.endsWith("-lock.json") || name.endsWith("-lock.yaml");
    }

    /** UTF-16 has bytes of zero, and a mark that says so. */
    private static boolean hasMark(byte[] start) {
        return start.length > 1 && (start[0] & 0xff) >= 0xfe && (start[1] & 0xff) >= 0xfe && start[0] != start[1];
    }
}
