package io.qubinode.mcp.security.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What a file holds, as long as the file is right: a change is taken over whole or not at all. Read on one thread, used on any.
 *
 * @param <T> what it holds
 */
public final class WatchedFile<T> {

    /** Makes sense of a file. */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * Reads all of it.
         *
         * @throws IOException when it cannot be read
         * @throws IllegalArgumentException when it makes no sense, with what is wrong in one sentence without secrets
         */
        T read(byte[] content) throws IOException;
    }

    private static final Logger LOG = Logger.getLogger(WatchedFile.class);

    private final Path file;
    private final Reading<T> reading;
    // The whole content, for a file can change twice within the precision of its time.
    private byte[] seen;
    private volatile T content;
    private volatile String problem = "";

    /**
     * Reads the file for the first time.
     *
     * @throws IllegalArgumentException when it cannot be read or makes no sense
     */
    public WatchedFile(Path file, Reading<T> reading) {
        this.file = file;
        this.reading = reading;
        try {
            seen = Files.readAllBytes(file);
            content = reading.read(seen);
        } catch (IOException e) {
            throw new IllegalArgumentException(unreadable(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /** What the file held when it was last right. */
    public T content() {
        return content;
    }

    /** What is wrong with the file now, in one sentence. */
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    /** Takes over what has changed. Blocks while the file is read. */
    public synchronized void look() {
        try {
            byte[] now = Files.readAllBytes(file);
            if (java.util.Arrays.equals(now, seen)) {
                return;
            }
            seen = now;
            content = reading.read(now);
            problem = "";
            LOG.infof("%s was read again", file.getFileName());
        } catch (IOException e) {
            seen = null;
            complain(unreadable());
        } catch (IllegalArgumentException e) {
            complain(file.getFileName() + ": " + e.getMessage());
        }
    }

    private void complain(String sentence) {
        if (!sentence.equals(problem)) {
            LOG.errorf("%s. What it held before stays in force", sentence);
        }
        problem = sentence;
    }

    private String unreadable() {
        return file.getFileName() + " cannot be read";
    }
}
