package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.tool.ToolJson;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.ReentrantLock;

/** The audit trail as JSON lines in one file, numbered from 1 on, over restarts. */
public final class AuditFile implements AuditTrail, Closeable {

    // Not a monitor: a virtual thread that waits for the disk must not pin its carrier on JDK 21 to 23.
    private final ReentrantLock lock = new ReentrantLock();
    private final FileChannel channel;
    private long end;
    private long sequence;

    /**
     * Opens the file, and makes it and its folder when absent, readable by the owner only.
     *
     * @throws IOException when that cannot be done
     */
    public AuditFile(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.READ);
        end = startOfLineBefore(channel.size());
        channel.truncate(end);
        sequence = end == 0 ? 0 : numberOf(startOfLineBefore(end - 1));
    }

    @Override
    public void append(AuditRecord event, boolean durable) throws IOException {
        lock.lock();
        try {
            ObjectNode line = ToolJson.MAPPER.createObjectNode().put("seq", sequence + 1);
            line.setAll(ToolJson.MAPPER.<ObjectNode>valueToTree(event));
            var bytes = ByteBuffer.wrap((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            long position = end;
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
            if (durable) {
                channel.force(false);
            }
            // Only now: a write that failed half-way is overwritten by the next one.
            end = position;
            sequence++;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        channel.force(true);
        channel.close();
    }

    /**
     * Where the line begins that holds {@code position} or ends there. Called with the size of the file, that is where half a
     * line begins that a killed process left, so that the next record takes its place.
     */
    private long startOfLineBefore(long position) throws IOException {
        var block = ByteBuffer.allocate(8192);
        while (position > 0) {
            long from = Math.max(0, position - block.capacity());
            block.clear().limit((int) (position - from));
            channel.read(block, from);
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            position = from;
        }
        return 0;
    }

    private long numberOf(long lineStart) throws IOException {
        var line = ByteBuffer.allocate((int) (end - lineStart));
        channel.read(line, lineStart);
        return ToolJson.MAPPER
                .readTree(line.array(), 0, line.position())
                .path("seq")
                .asLong();
    }
}
