package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.tool.ToolJson;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The audit trail as JSON lines in files on disk, each line sealed and naming the seal of the one before, numbered from 1 on,
 * over restarts and rotations.
 *
 * <p>Callers write their line themselves, one after the other: a record is with the operating system before its request is
 * answered, so that a killed process loses none. Those who need it on disk share one fsync.
 */
public final class AuditFile implements AuditTrail, Closeable {

    /**
     * How the trail is kept.
     *
     * @param file where it is written
     * @param key seals the records; empty: they are hashed without a key
     * @param rotateBytes the size at which a file is full
     * @param headEvery after how many records the head is published
     * @param headWithin how long a record may wait for it
     */
    public record Settings(Path file, Optional<String> key, long rotateBytes, int headEvery, Duration headWithin) {}

    private static final Logger LOG = Logger.getLogger(AuditFile.class);

    // Not a monitor: a virtual thread that waits for the disk must not pin its carrier on JDK 21 to 23.
    private final ReentrantLock writing = new ReentrantLock();
    // Held while a file is synced, so that a rotation does not close it then. Taken after the other one.
    private final ReentrantLock syncing = new ReentrantLock();
    private final GroupCommit commit = new GroupCommit(this::sync);
    private final Settings settings;
    private final Consumer<String> copies;
    private final AuditSeal seal;
    private final TrailFiles names;
    private final HeadPublisher heads;
    private final LineFile.Opener opener;
    private LineFile out;
    private LocalDate day;
    private long firstInFile;
    private volatile ChainLink last;
    private long lost;
    private boolean damaged;
    private volatile Optional<String> problem = Optional.empty();

    /**
     * Opens the trail where it ended.
     *
     * @param copies gets each line when it is written, in their order; must neither block nor throw
     * @throws IOException when it cannot be written, another process writes it, or its end is not what it was
     */
    public AuditFile(Settings settings, Consumer<String> copies) throws IOException {
        this(settings, copies, DiskFile::new);
    }

    AuditFile(Settings settings, Consumer<String> copies, LineFile.Opener opener) throws IOException {
        this.settings = settings;
        this.copies = copies;
        this.opener = opener;
        seal = new AuditSeal(settings.key());
        names = new TrailFiles(settings.file());
        var head = new AuditHead(settings.file());
        out = opener.open(settings.file());
        try {
            last = lastLink();
            head.check(last);
        } catch (IOException e) {
            out.close();
            throw e;
        }
        heads = new HeadPublisher(head, settings, () -> last, commit::await);
        describeFile();
    }

    @Override
    public void append(AuditRecord event, boolean durable) throws IOException {
        long number;
        writing.lock();
        try {
            rotateIfDue(event.time());
            reportLost(event.time());
            write(event.json());
            number = last.sequence();
            problem = Optional.empty();
        } catch (IOException e) {
            lost++;
            problem = Optional.of("The audit trail cannot be written; calls that change anything are refused.");
            throw e;
        } finally {
            writing.unlock();
        }
        if (durable) {
            commit.await(number);
        }
        heads.written(number);
    }

    /** The number of the last record; 0 before the first. */
    public long sequence() {
        return last.sequence();
    }

    /** The number of the record that was published last as the head; 0 before the first. */
    public long headSequence() {
        return heads.sequence();
    }

    /** How many calls wait for the disk. */
    public int waiting() {
        return commit.waiting();
    }

    /** Why records cannot be written; empty while they can. */
    public Optional<String> problem() {
        return problem;
    }

    /** Publishes the head and closes the file. */
    @Override
    public void close() throws IOException {
        try {
            heads.publish();
        } finally {
            writing.lock();
            syncing.lock();
            try {
                out.close();
            } finally {
                syncing.unlock();
                writing.unlock();
            }
        }
    }

    private void write(ObjectNode event) throws IOException {
        ChainLink.Line line = last.next(event, seal);
        out.append(line.bytes());
        // Only now: a line that was not written has no successor.
        last = line.link();
        copies.accept(line.text());
    }

    /** Says in the trail itself that it has a gap, as soon as it can be written again. */
    private void reportLost(Instant now) throws IOException {
        if (lost > 0) {
            write(ToolJson.MAPPER
                    .createObjectNode()
                    .put("event", "lost")
                    .put("records", lost)
                    .put("time", AuditRecord.text(now)));
            lost = 0;
        }
    }

    /** The last record of the file, or of the newest full one after a rotation. */
    private ChainLink lastLink() throws IOException {
        String line = out.lastLine();
        Path where = settings.file();
        if (line.isEmpty() && names.newestArchive().isPresent()) {
            where = names.newestArchive().get();
            try (LineFile archive = opener.open(where)) {
                line = archive.lastLine();
            }
        }
        if (line.isEmpty()) {
            return ChainLink.NONE;
        }
        try {
            return ChainLink.of(line, seal);
        } catch (IOException e) {
            throw new IOException(
                    "The last record of " + where.getFileName() + " cannot be continued: " + e.getMessage()
                            + ". Keep the audit trail for whoever looks into it, and start with an empty folder",
                    e);
        }
    }

    private void describeFile() throws IOException {
        String first = out.firstLine();
        day = first.isEmpty()
                ? null
                : ChainLink.timeOf(first).atZone(ZoneOffset.UTC).toLocalDate();
        firstInFile = first.isEmpty() ? last.sequence() + 1 : ChainLink.sequenceOf(first);
        rotateIfDue(Instant.now());
    }

    private void rotateIfDue(Instant now) throws IOException {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        boolean full = out.size() >= settings.rotateBytes() || damaged || day != null && today.isAfter(day);
        if (full && out.size() > 0) {
            rotate();
        }
        if (out.size() == 0) {
            day = today;
            firstInFile = last.sequence() + 1;
        }
    }

    private void rotate() throws IOException {
        syncing.lock();
        try {
            if (!damaged) {
                out.sync();
            }
            Path archive = names.archive(day, firstInFile);
            if (Files.exists(settings.file())) {
                Files.move(settings.file(), archive);
            }
            LineFile next = opener.open(settings.file());
            DiskFile.syncFolder(settings.file());
            out.close();
            out = next;
            damaged = false;
        } finally {
            syncing.unlock();
        }
        heads.rotated();
    }

    /** The lock is not held while the disk works, so that others write on. */
    private GroupCommit.Round sync() {
        writing.lock();
        syncing.lock();
        long reached = last.sequence();
        LineFile file = out;
        writing.unlock();
        Optional<IOException> failure = Optional.empty();
        try {
            file.sync();
        } catch (IOException e) {
            LOG.error("The disk of the audit trail fails", e);
            failure = Optional.of(e);
        } finally {
            syncing.unlock();
        }
        return new GroupCommit.Round(failure.isEmpty() ? reached : markDamaged(), failure);
    }

    /** What was written to this file is not known to be on disk, whatever a later sync says: the next record goes to another. */
    private long markDamaged() {
        writing.lock();
        try {
            damaged = true;
            problem = Optional.of("The disk of the audit trail fails; calls that change anything are refused.");
            return last.sequence();
        } finally {
            writing.unlock();
        }
    }
}
