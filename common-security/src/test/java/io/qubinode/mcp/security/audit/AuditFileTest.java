package io.qubinode.mcp.security.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {

    private static final String KEY = "audit-key-0123456789abcdef0123456789";
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private final List<String> copies = new CopyOnWriteArrayList<>();

    @Test
    void chainsRecordsOverRestarts() throws IOException {
        append(NOW);
        append(NOW);
        assertThat(numbers(lines(file()))).containsExactly(1L, 2L);
        assertChained(lines(file()));
    }

    @Test
    void putsARecordInThePlaceOfHalfALineThatAKilledProcessLeft() throws IOException {
        append(NOW);
        Files.writeString(file(), "{\"seq\":2,\"ti", StandardOpenOption.APPEND);
        append(NOW);
        assertThat(numbers(lines(file()))).containsExactly(1L, 2L);
        assertChained(lines(file()));
    }

    @Test
    void keepsTheChainWholeWhenManyThreadsWrite() throws Exception {
        try (var audit = open();
                var threads = Executors.newFixedThreadPool(8)) {
            var results = threads.invokeAll(IntStream.range(0, 400)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        audit.append(event(NOW), i % 4 == 0);
                        return null;
                    })
                    .toList());
            for (var result : results) {
                result.get();
            }
        }
        assertThat(numbers(lines(file())))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 400).boxed().toList());
        assertChained(lines(file()));
        assertThat(copies).isEqualTo(Files.readAllLines(file()));
    }

    @Test
    void goesOnAfterAThreadThatWasInterruptedWrote() throws Exception {
        try (var audit = open()) {
            Thread.currentThread().interrupt();
            audit.append(event(NOW), true);
            assertThat(Thread.interrupted()).isTrue();
            audit.append(event(NOW), true);
        }
        assertThat(lines(file())).hasSize(2);
    }

    @Test
    void beginsANewFileEachDayAndCarriesTheChainOver() throws IOException {
        Instant yesterday = NOW.minus(1, ChronoUnit.DAYS);
        append(yesterday);
        append(NOW);
        List<JsonNode> all = new ArrayList<>(lines(archiveOf(yesterday, 1)));
        all.addAll(lines(file()));
        assertThat(numbers(all)).containsExactly(1L, 2L);
        assertChained(all);
    }

    @Test
    void beginsANewFileWhenOneIsFullAndCarriesTheChainOverARestartBeforeItsFirstRecord() throws IOException {
        try (var audit = new AuditFile(settings(Optional.empty(), 1), copies::add)) {
            audit.append(event(NOW), false);
            audit.append(event(NOW), false);
        }
        new AuditFile(settings(Optional.empty(), 1), copies::add).close();
        assertThat(file()).isEmptyFile();
        append(NOW);
        List<JsonNode> all = new ArrayList<>(lines(archiveOf(NOW, 1)));
        all.addAll(lines(archiveOf(NOW, 2)));
        all.addAll(lines(file()));
        assertThat(numbers(all)).containsExactly(1L, 2L, 3L);
        assertChained(all);
    }

    @Test
    void refusesToGoOnWhenTheEndWasCutOff() throws IOException {
        append(NOW);
        String one = Files.readString(file());
        append(NOW);
        Files.writeString(file(), one);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("records were removed");
        Files.delete(file());
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("records were removed");
    }

    @Test
    void refusesToGoOnAfterARecordThatWasAlteredOrSealedWithAnotherKey() throws IOException {
        append(NOW);
        assertThatThrownBy(() -> new AuditFile(settings(Optional.of(KEY), 1 << 20), copies::add))
                .hasMessageContaining("another AUDIT_HMAC_KEY");
        Files.writeString(file(), Files.readString(file()).replace("alice", "bob"));
        assertThatThrownBy(this::open).hasMessageContaining("not that of its text");
    }

    @Test
    void refusesAFileThatIsBeingWritten() throws IOException {
        AuditFile audit = open();
        try {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("is written by");
        } finally {
            audit.close();
        }
    }

    @Test
    void failsAndSaysSoWhenTheDiskIsFullAndTellsLaterHowManyRecordsAreMissing() throws IOException {
        var disk = new FaultyDisk();
        try (var audit = new AuditFile(settings(Optional.empty(), 1 << 20), copies::add, disk::open)) {
            audit.append(event(NOW), false);
            disk.full = true;
            assertThatThrownBy(() -> audit.append(event(NOW), true)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> audit.append(event(NOW), false)).isInstanceOf(IOException.class);
            assertThat(audit.problem()).isPresent();
            disk.full = false;
            audit.append(event(NOW), true);
            assertThat(audit.problem()).isEmpty();
        }
        assertChained(lines(file()));
        assertThat(lines(file()).get(1).get("records").asInt()).isEqualTo(2);
        assertThat(numbers(lines(file()))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void goesOnInAnotherFileWhenTheDiskFailedToKeepWhatWasWritten() throws IOException {
        var disk = new FaultyDisk();
        try (var audit = new AuditFile(settings(Optional.empty(), 1 << 20), copies::add, disk::open)) {
            disk.unsafe = true;
            assertThatThrownBy(() -> audit.append(event(NOW), true)).isInstanceOf(IOException.class);
            assertThat(audit.problem()).isPresent();
            disk.unsafe = false;
            audit.append(event(NOW), true);
        }
        assertThat(numbers(lines(archiveOf(NOW, 1)))).containsExactly(1L);
        assertThat(numbers(lines(file()))).containsExactly(2L);
    }

    @Test
    void refusesChangesWhileTheFileIsMovedRemovedOrReplaced() throws IOException {
        Path elsewhere = folder.resolve("elsewhere.jsonl");
        try (var audit = open()) {
            audit.append(event(NOW), true);
            Files.move(file(), elsewhere);
            assertThatThrownBy(() -> audit.append(event(NOW), true)).hasMessageContaining("moved, removed or replaced");
            assertThat(audit.problem()).isPresent();
            Files.writeString(file(), "");
            audit.check();
            assertThat(audit.problem()).isPresent();
            audit.append(event(NOW), false);
            Files.delete(file());
            Files.move(elsewhere, file());
            audit.check();
            assertThat(audit.problem()).isEmpty();
            audit.append(event(NOW), true);
        }
        assertChained(lines(file()));
        assertThat(numbers(lines(file()))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void neverMovesAFileThatTookTheTrailsPlace() throws IOException {
        try (var audit = new AuditFile(settings(Optional.empty(), 1), copies::add)) {
            audit.append(event(NOW), true);
            Files.move(file(), folder.resolve("elsewhere.jsonl"));
            Files.writeString(file(), "somebody else's");
            audit.append(event(NOW), false);
        }
        assertThat(file()).hasContent("somebody else's");
        assertThat(numbers(lines(folder.resolve("elsewhere.jsonl")))).containsExactly(1L, 2L);
    }

    @Test
    void refusesChangesWhenTheDiskIsAlmostFullAndKeepsAReserveFromStrangers() throws IOException {
        var disk = new FaultyDisk();
        try (var audit = new AuditFile(settings(Optional.empty(), 1 << 20), copies::add, disk::open)) {
            assertThat(audit.hasRoomForStrangers()).isTrue();
            disk.free = 32 << 20;
            assertThat(audit.hasRoomForStrangers()).isFalse();
            audit.append(event(NOW), true);
            disk.free = 1000;
            assertThatThrownBy(() -> audit.append(event(NOW), true)).hasMessageContaining("full");
            assertThat(audit.problem()).isPresent();
            disk.free = 32 << 20;
            audit.check();
            assertThat(audit.problem()).isEmpty();
        }
    }

    @Test
    void waitsForNoDiskWhenAFileIsFullAndYetKeepsItSafely() throws IOException {
        var disk = new FaultyDisk();
        var settings = new AuditFile.Settings(file(), Optional.empty(), 1, Integer.MAX_VALUE, Duration.ofDays(1));
        try (var audit = new AuditFile(settings, copies::add, disk::open)) {
            disk.unsafe = true;
            audit.append(event(NOW), false);
            audit.append(event(NOW), false);
            assertThatThrownBy(() -> audit.append(event(NOW), true)).isInstanceOf(IOException.class);
            disk.unsafe = false;
            audit.append(event(NOW), true);
            assertThat(disk.syncs).isGreaterThan(1);
        }
    }

    @Test
    void recordsTheEndsOfCallsOfAKilledProcessOnce() throws IOException {
        leaveKilled(1 << 20, "killed", "ended");
        open().close();
        List<JsonNode> records = lines(file());
        assertThat(records).hasSize(4);
        assertChained(records);
        assertThat(records.get(3).get("event").asText()).isEqualTo("ended");
        assertThat(records.get(3).get("request").asText()).isEqualTo("killed");
        assertThat(records.get(3).get("client")).isEqualTo(records.get(0).get("client"));
        assertThat(records.get(3).get("outcome").asText()).isEqualTo("error");
        assertThat(records.get(3).get("code").asText()).isEqualTo("stopping");
        forgetThatItClosed();
        open().close();
        assertThat(lines(file())).hasSize(4);
    }

    @Test
    void recordsTheEndOfACallThatBeganInTheFileBefore() throws IOException {
        leaveKilled(500, "killed", "ended");
        assertThat(lines(file())).hasSize(1);
        open().close();
        assertThat(lines(file()).getLast().get("request").asText()).isEqualTo("killed");
    }

    @Test
    void recordsTheEndsOfCallsOfAKilledProcessWhenTheDiskHasRoomAgain() throws IOException {
        leaveKilled(1 << 20, "killed", "ended");
        var disk = new FaultyDisk();
        disk.full = true;
        try (var audit = new AuditFile(settings(Optional.empty(), 1 << 20), copies::add, disk::open)) {
            disk.full = false;
            audit.append(event(NOW), true);
        }
        assertThat(lines(file()).stream().map(record -> record.get("request").asText()))
                .containsExactly("killed", "ended", "ended", "killed", "r1");
    }

    @Test
    void recordsTheEndsOfCallsOfAKilledProcessWhenTheDiskHadNoRoomUntilTheNextStop() throws IOException {
        leaveKilled(1 << 20, "killed", "ended");
        var disk = new FaultyDisk();
        disk.full = true;
        new AuditFile(settings(Optional.empty(), 1 << 20), copies::add, disk::open).close();
        open().close();
        assertThat(requests()).containsExactly("killed", "ended", "ended", "killed");
    }

    @Test
    void recordsHowACallEndedWhenTheDiskHasRoomAgain() throws IOException {
        AuditRecord call = started(NOW, "full");
        var disk = new FaultyDisk();
        try (var audit = new AuditFile(settings(Optional.empty(), 1 << 20), copies::add, disk::open)) {
            audit.append(call, true);
            disk.full = true;
            assertThatThrownBy(() -> audit.append(ended(call), false)).isInstanceOf(IOException.class);
            disk.full = false;
        }
        assertThat(requests()).containsExactly("full", "full");
        assertThat(lines(file()).getLast().get("outcome").asText()).isEqualTo("ok");
        assertChained(lines(file()));
    }

    @Test
    void recordsTheEndOfACallThatOutlivedTheTrail() throws IOException {
        try (var audit = open()) {
            audit.append(started(NOW, "late"), true);
        }
        open().close();
        open().close();
        assertThat(requests()).containsExactly("late", "late");
        assertThat(lines(file()).getLast().get("code").asText()).isEqualTo("stopping");
    }

    @Test
    void publishesTheHeadOfTheEndsOfAKilledProcess() throws IOException {
        leaveKilled(1 << 20, "killed", "ended");
        var settings = new AuditFile.Settings(file(), Optional.empty(), 1 << 20, 1, Duration.ofDays(1));
        try (var audit = new AuditFile(settings, copies::add)) {
            await().until(() -> audit.headSequence() == 4);
        }
    }

    @Test
    void makesNoEndOfARecordThatWasAltered() throws IOException {
        leaveKilled(1 << 20, "killed", "ended");
        Files.writeString(file(), Files.readString(file()).replaceFirst("alice", "bob"));
        open().close();
        assertThat(requests()).containsExactly("killed", "ended", "ended");
    }

    @Test
    void startsWhileAFullFileIsHeldByAnother() throws IOException {
        leaveKilled(500, "killed", "ended");
        try (var held = new DiskFile(archiveOf(NOW, 1))) {
            assertThat(held.size()).isPositive();
            open().close();
        }
        assertThat(requests()).containsExactly("ended", "killed");
    }

    @Test
    void startsWithoutAFullFileThatCannotBeRead() throws IOException {
        leaveKilled(500, "killed", "ended");
        Files.delete(archiveOf(NOW, 1));
        Files.createDirectory(archiveOf(NOW, 1));
        open().close();
        assertThat(requests()).containsExactly("ended");
    }

    private List<String> requests() throws IOException {
        return lines(file()).stream()
                .map(record -> record.get("request").asText())
                .toList();
    }

    /** As if the process had been killed within the first of two calls. */
    private void leaveKilled(long rotateBytes, String killed, String ended) throws IOException {
        try (var audit = new AuditFile(settings(Optional.empty(), rotateBytes), copies::add)) {
            audit.append(started(NOW, killed), true);
            AuditRecord whole = started(NOW, ended);
            audit.append(whole, true);
            audit.append(ended(whole), false);
        }
        forgetThatItClosed();
    }

    private void forgetThatItClosed() throws IOException {
        Path head = file().resolveSibling("audit.jsonl.head");
        Files.writeString(head, Files.readString(head).replace("true", "false"));
    }

    @Test
    void refusesATrailThatOthersMayReadOrThatIsALink() throws IOException {
        append(NOW);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::open).hasMessageContaining("rw-r--r--").hasMessageContaining("0600");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        Files.move(file(), folder.resolve("elsewhere.jsonl"));
        Files.createSymbolicLink(file(), folder.resolve("elsewhere.jsonl"));
        assertThatThrownBy(this::open).hasMessageContaining("is a link");
    }

    @Test
    void canBeReadByItsOwnerOnly() throws IOException {
        append(NOW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    private void append(Instant time) throws IOException {
        try (var audit = open()) {
            audit.append(event(time), true);
        }
    }

    private AuditFile open() throws IOException {
        return new AuditFile(settings(Optional.empty(), 1 << 20), copies::add);
    }

    private AuditFile.Settings settings(Optional<String> key, long rotateBytes) {
        return new AuditFile.Settings(file(), key, rotateBytes, 1000, Duration.ofMinutes(1));
    }

    private Path file() {
        return folder.resolve("deeper").resolve("audit.jsonl");
    }

    private Path archiveOf(Instant day, long first) {
        return file().resolveSibling("audit." + day.toString().substring(0, 10) + "." + first + ".jsonl");
    }

    private static void assertChained(List<JsonNode> records) {
        for (int i = 1; i < records.size(); i++) {
            assertThat(records.get(i).get("previous_hash"))
                    .isEqualTo(records.get(i - 1).get("event_hash"));
        }
    }

    private static List<Long> numbers(List<JsonNode> records) {
        return records.stream().map(record -> record.get("seq").asLong()).toList();
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            records.add(ToolJson.MAPPER.readTree(line));
        }
        return records;
    }

    private static AuditRecord event(Instant time) {
        return ended(started(time, "r1"));
    }

    private static AuditRecord ended(AuditRecord started) {
        return started.ended(started.time(), AuditRecord.Outcome.OK, null, 1);
    }

    private static AuditRecord started(Instant time, String request) {
        return new AuditRecord(
                time,
                AuditRecord.Event.STARTED,
                "probe-mcp",
                "rest",
                "alice",
                "api_key",
                "127.0.0.1",
                null,
                request,
                "echo",
                "read",
                null,
                null,
                null,
                null,
                null);
    }

    /** A real file on a disk that can be told to fail as Linux does: ENOSPC at a write, EIO once at a sync. */
    private static final class FaultyDisk {
        private boolean full;
        private boolean unsafe;
        private long free = Long.MAX_VALUE;
        private int syncs;

        LineFile open(Path path) throws IOException {
            var file = new DiskFile(path);
            return new LineFile() {
                @Override
                public long size() {
                    return file.size();
                }

                @Override
                public void append(byte[] line) throws IOException {
                    if (full) {
                        throw new IOException("No space left on device");
                    }
                    file.append(line);
                }

                @Override
                public void sync() throws IOException {
                    syncs++;
                    if (unsafe) {
                        throw new IOException("Input/output error");
                    }
                    file.sync();
                }

                @Override
                public boolean isInPlace() throws IOException {
                    return file.isInPlace();
                }

                @Override
                public long free() {
                    return free;
                }

                @Override
                public String firstLine() throws IOException {
                    return file.firstLine();
                }

                @Override
                public String lastLine() throws IOException {
                    return file.lastLine();
                }

                @Override
                public void forEachLine(Consumer<String> action) throws IOException {
                    file.forEachLine(action);
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }
    }
}
