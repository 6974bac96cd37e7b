package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The names of a trail's files: {@code audit.jsonl} is written, {@code audit.2026-11-25.1024.jsonl} is full and starts with record 1024. */
record TrailFiles(Path file) {

    private static final Logger LOG = Logger.getLogger(TrailFiles.class);

    private String stem() {
        return file.getFileName().toString().replaceFirst("\\.jsonl$", "");
    }

    Path archive(LocalDate day, long firstSequence) {
        return file.resolveSibling(stem() + "." + day + "." + firstSequence + ".jsonl");
    }

    /** The full file with the newest records; empty when none is full yet. */
    Optional<Path> newestArchive() throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(stem()) + "\\.\\d{4}-\\d\\d-\\d\\d\\.(\\d+)\\.jsonl");
        try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
            return files.filter(each -> firstSequence(name, each) >= 0)
                    .max(Comparator.comparingLong(each -> firstSequence(name, each)));
        }
    }

    /** The last record of the file, or of the newest full one after a rotation. */
    ChainLink lastLink(LineFile out, LineFile.Opener opener, AuditSeal seal) throws IOException {
        String line = out.lastLine();
        Path where = file;
        if (line.isEmpty() && newestArchive().isPresent()) {
            where = newestArchive().get();
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
                            + ". Keep the audit trail for the investigation, and start with an empty folder",
                    e);
        }
    }

    /**
     * The ends of calls that a killed process did not write, as far as its newest full file and the current one tell.
     *
     * @throws IOException when the current file cannot be read
     */
    List<ObjectNode> missingEnds(LineFile current, AuditSeal seal) throws IOException {
        var calls = new UnendedCalls();
        Optional<Path> before = newestArchive();
        if (before.isPresent()) {
            readFull(before.get(), calls);
        }
        current.forEachLine(calls::read);
        return calls.ends(Instant.now(), seal);
    }

    /** Only reads, and without a lock: a full file that cannot be opened must not keep the service from starting. */
    private static void readFull(Path full, UnendedCalls calls) {
        try (InputStream content = Files.newInputStream(full)) {
            DiskFile.forEachLine(content, calls::read);
        } catch (IOException e) {
            LOG.warnf(e, "%s cannot be read: the ends of calls that began there are not recorded", full.getFileName());
        }
    }

    private static long firstSequence(Pattern name, Path file) {
        Matcher match = name.matcher(file.getFileName().toString());
        return match.matches() ? Long.parseLong(match.group(1)) : -1;
    }
}
