package io.qubinode.mcp.airflow.image;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * A file from the web. What a broken connection left is kept, and the next try asks for the rest only, when the server's file is
 * still the same.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-range-requests">RFC 9110: range requests</a>
 */
final class HttpDownload {

    private static final Logger LOG = Logger.getLogger(HttpDownload.class);
    private static final int TRIES_WITHOUT_PROGRESS = 3;
    // OK, Partial Content, Range Not Satisfiable
    private static final Set<Integer> ANSWERS = Set.of(200, 206, 416);
    private static final int PIECE = 1 << 18;
    // 10 GB at 4 Mbit/s
    private static final Duration LONGEST_DOWNLOAD = Duration.ofHours(6);

    /** Told how much is there. */
    @FunctionalInterface
    interface Progress {
        /** May throw to end the download. */
        void at(long bytes, OptionalLong total);
    }

    private final Duration timeout;
    private HttpClient client;

    HttpDownload(Duration timeout) {
        this.timeout = timeout;
    }

    /** Made when first needed: it reads all of Java's authorities. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(timeout)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
        }
        return client;
    }

    /**
     * Fetches a small file into memory.
     *
     * @param largest the bytes that it may have
     * @throws ToolException when the server does not give it, or it is larger
     */
    byte[] small(URI url, int largest) {
        try (InputStream body =
                new WatchedStream(sent(HttpRequest.newBuilder(url)).body(), timeout, timeout)) {
            return bounded(body, url.toString(), largest);
        } catch (IOException e) {
            throw broken(url, e);
        }
    }

    /**
     * Reads a small file.
     *
     * @throws ToolException when it is larger than allowed
     */
    static byte[] bounded(InputStream file, String name, int largest) throws IOException {
        byte[] content = file.readNBytes(largest + 1);
        if (content.length > largest) {
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    name + " is larger than the " + (largest >> 10) + " KiB that are read of such a file.",
                    "An operator must correct the catalogue of images.");
        }
        return content;
    }

    /**
     * Fetches a file.
     *
     * @param url where it is
     * @param file where it is put
     * @throws ToolException when the server does not give it; what is there of it is kept
     */
    void fetch(URI url, Path file, Progress progress) {
        int left = TRIES_WITHOUT_PROGRESS;
        long end = System.nanoTime() + LONGEST_DOWNLOAD.toNanos();
        while (true) {
            long before = sizeOf(file);
            try {
                fetchOnce(url, file, progress, Duration.ofNanos(end - System.nanoTime()));
                return;
            } catch (IOException e) {
                left = sizeOf(file) > before ? TRIES_WITHOUT_PROGRESS : left - 1;
                if (left == 0 || System.nanoTime() - end > 0) {
                    throw broken(url, e);
                }
                LOG.infof("The download of %s broke off and continues: %s", url, e.getMessage());
            }
        }
    }

    private void fetchOnce(URI url, Path file, Progress progress, Duration longest) throws IOException {
        long there = sizeOf(file);
        Optional<String> version = versionOf(file);
        var request = HttpRequest.newBuilder(url);
        if (there > 0 && version.isPresent()) {
            request.header("Range", "bytes=" + there + "-").header("If-Range", version.get());
        }
        HttpResponse<InputStream> response = sent(request);
        if (response.statusCode() == 416) {
            response.body().close();
            discard(file);
            throw new IOException("the server's file is shorter than what is here of it");
        }
        boolean rest = response.statusCode() == 206;
        if (rest && !isFrom(there, response)) {
            response.body().close();
            discard(file);
            throw new IOException("the server sent another part of its file than it was asked for");
        }
        if (!rest) {
            Files.deleteIfExists(file);
            remember(file, response);
        }
        long start = rest ? there : 0;
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        OptionalLong total = length.isPresent() ? OptionalLong.of(start + length.getAsLong()) : OptionalLong.empty();
        try (InputStream body = new WatchedStream(response.body(), timeout, longest);
                var out = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            copy(body, out, start, total, progress);
        }
    }

    private static boolean isFrom(long start, HttpResponse<?> response) {
        return response.headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + start + "-"))
                .isPresent();
    }

    private static void copy(InputStream body, FileChannel out, long start, OptionalLong total, Progress progress)
            throws IOException {
        byte[] piece = new byte[PIECE];
        long done = start;
        progress.at(done, total);
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            var bytes = ByteBuffer.wrap(piece, 0, read);
            while (bytes.hasRemaining()) {
                write(out, bytes);
            }
            done += read;
            progress.at(done, total);
        }
        out.force(true);
    }

    /** A full disk is not a broken connection: to try again would not help. */
    private static void write(FileChannel out, ByteBuffer bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "The download cannot be written to this machine's disk.",
                    "An operator must make room for airflow.images.downloads.",
                    e);
        }
    }

    private HttpResponse<InputStream> sent(HttpRequest.Builder request) throws IOException {
        HttpRequest get = request.timeout(timeout).GET().build();
        HttpResponse<InputStream> response;
        try {
            response = client().send(get, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
        if (!ANSWERS.contains(response.statusCode())) {
            response.body().close();
            throw refused(get.uri(), response);
        }
        return response;
    }

    private static ToolException refused(URI url, HttpResponse<?> response) {
        int status = response.statusCode();
        // What the client does not follow: to follow it would give up what https proves.
        boolean toHttp = status / 100 == 3
                && response.headers().firstValue("Location").orElse("").matches("(?i)http:.*");
        return new ToolException(
                status == 404 ? ErrorCode.NOT_FOUND : ErrorCode.BACKEND_REFUSED,
                url.getHost() + " answers " + status + " for " + url
                        + (toHttp ? ", a redirect from https to http, which is not followed." : "."),
                "An operator must correct the catalogue of images, or put the image into the pool.");
    }

    private static ToolException broken(URI url, IOException cause) {
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "The download of " + url + " broke off.",
                "Call again: it continues where it broke off.",
                cause);
    }

    private static long sizeOf(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** What tells this version of the server's file from others, beside what is there of it. */
    private static Path versionFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".version");
    }

    private static Optional<String> versionOf(Path file) throws IOException {
        Path version = versionFile(file);
        return Files.exists(version)
                ? Optional.of(Files.readString(version)).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    private static void remember(Path file, HttpResponse<?> response) throws IOException {
        String version = response.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> response.headers().firstValue("Last-Modified"))
                .orElse("");
        Files.writeString(versionFile(file), version);
    }

    /** Forgets what is there. */
    static void discard(Path file) {
        try {
            Files.deleteIfExists(versionFile(file));
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf("%s cannot be deleted: %s", file, e.getMessage());
        }
    }
}
