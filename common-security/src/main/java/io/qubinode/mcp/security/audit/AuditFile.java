package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.store.DurableFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
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
    // Held while files are synced, so that they are not closed then. Taken after the other one.
    private final ReentrantLock syncing = new ReentrantLock();
    private final GroupCommit commit = new GroupCommit(this::sync);
    private final Settings settings;
    private final Consumer<String> copies;
    private final AuditSeal seal;
    private final TrailFiles names;
    private final HeadPublisher heads;
    private final LineFile.Opener opener;
    private final TrailPlace place = new TrailPlace();
    // Those that a rotation left, until they are on disk: it may be an event loop that rotates, and must not wait for
    // that.
    private final List<LineFile> full = new ArrayList<>();
    private final MissingRecords missing;
    private LineFile out;
    private LocalDate day;
    private long firstInFile;
    private volatile ChainLink last;
    private boolean damaged;
    // By a rotation that could not open the next file yet.
    private boolean moved;
    private boolean folderChanged = true;
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
        DiskFile.requirePrivate(settings.file());
        out = opener.open(settings.file());
        try {
            last = names.lastLink(out, opener, seal);
            head.check(last);
            missing = new MissingRecords(head.isClosedAt(last) ? List.of() : names.missingEnds(out, seal));
        } catch (IOException e) {
            out.close();
            throw e;
        }
        heads = new HeadPublisher(head, settings, () -> last, commit::await);
        describeFile();
        missing.tryToWrite(this::write);
        if (last.sequence() > heads.sequence()) {
            heads.written(last.sequence());
        }
    }

    @Override
    public void append(AuditRecord event, boolean durable) throws IOException {
        if (durable) {
            requirePlace();
        }
        long number;
        writing.lock();
        try {
            rotateIfDue(event.time());
            missing.write(event.time(), this::write);
            write(event.json());
            missing.written(event);
            number = last.sequence();
            problem = Optional.empty();
        } catch (IOException e) {
            missing.lost(event);
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

    public int waiting() {
        return commit.waiting();
    }

    /** Why records cannot be written, as far as it is known; empty while they can. */
    public Optional<String> problem() {
        return problem.or(place::problem);
    }

    /** Checks whether the file is still the one of its name, and has room; {@link #problem()} tells. */
    public void check() {
        writing.lock();
        try {
            if (!moved) {
                place.look(out);
            }
        } finally {
            writing.unlock();
        }
    }

    private void requirePlace() throws IOException {
        check();
        if (place.problem().isPresent()) {
            throw new IOException(place.problem().get());
        }
    }

    /** Whether there is more room than what is kept for the records of known callers. */
    public boolean hasRoomForStrangers() {
        return whileNobodyWrites(() -> TrailPlace.hasRoomForStrangers(out));
    }

    @Override
    public void close() throws IOException {
        try {
            whileNobodyWrites(() -> missing.tryToWrite(this::write));
            heads.close(() -> whileNobodyWrites(missing::hasAllEnds));
        } finally {
            writing.lock();
            syncing.lock();
            try {
                LineFile.syncAndClose(full);
                full.clear();
                out.close();
            } finally {
                syncing.unlock();
                writing.unlock();
            }
        }
    }

    private boolean whileNobodyWrites(BooleanSupplier work) {
        writing.lock();
        try {
            return work.getAsBoolean();
        } finally {
            writing.unlock();
        }
    }

    private void write(ObjectNode event) throws IOException {
        ChainLink.Line line = last.next(event, seal);
        out.append(line.bytes());
        // Only now: a line that was not written has no successor.
        last = line.link();
        copies.accept(line.text());
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
        boolean due = out.size() >= settings.rotateBytes() || damaged || day != null && today.isAfter(day);
        // What stands in its place is not ours to move.
        if (due && out.size() > 0 && (moved || out.isInPlace())) {
            rotate();
        }
        if (out.size() == 0) {
            day = today;
            firstInFile = last.sequence() + 1;
        }
    }

    /** Waits for no disk: the next sync, which follows soon, is for the full file as well. */
    private void rotate() throws IOException {
        if (!moved) {
            Files.move(settings.file(), names.archive(day, firstInFile));
            moved = true;
        }
        LineFile next = opener.open(settings.file());
        moved = false;
        folderChanged = true;
        if (damaged) {
            out.close();
        } else {
            full.add(out);
        }
        out = next;
        damaged = false;
        heads.rotated();
    }

    /** The lock is not held while the disk works, so that others write on. */
    private GroupCommit.Round sync() {
        writing.lock();
        syncing.lock();
        long reached = last.sequence();
        LineFile file = out;
        var before = new ArrayList<>(full);
        full.clear();
        boolean folder = folderChanged;
        folderChanged = false;
        writing.unlock();
        Optional<IOException> failure = Optional.empty();
        try {
            syncAll(before, file, folder);
        } catch (IOException e) {
            LOG.error("The disk of the audit trail fails", e);
            failure = Optional.of(e);
        } finally {
            syncing.unlock();
        }
        return new GroupCommit.Round(failure.isEmpty() ? reached : markDamaged(), failure);
    }

    private void syncAll(List<LineFile> before, LineFile file, boolean folder) throws IOException {
        LineFile.syncAndClose(before);
        file.sync();
        if (folder) {
            DurableFolder.sync(settings.file().toAbsolutePath().getParent());
        }
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
