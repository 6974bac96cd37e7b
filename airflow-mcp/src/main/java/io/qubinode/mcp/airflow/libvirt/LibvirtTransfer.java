package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;
import org.libvirt.Stream;

/**
 * Moves a volume's content, from and to other hosts too. A piece is one call, so that a long transfer neither runs into the
 * time-out nor keeps a thread from others.
 */
final class LibvirtTransfer {

    private static final Logger LOG = Logger.getLogger(LibvirtTransfer.class);
    private static final int PIECE = 4 << 20;

    private final LibvirtPool pool;

    LibvirtTransfer(LibvirtPool pool) {
        this.pool = pool;
    }

    /**
     * Fills a volume that was just made; deletes it when that fails.
     *
     * @param name the volume
     * @param content what it is to hold
     * @param size how many bytes that are
     * @param progress is told how many are there
     */
    void upload(String name, ReadableByteChannel content, long size, LongConsumer progress) {
        Stream stream = null;
        try {
            stream = pool.call((connect, unused) -> opened(connect, unused.storageVolLookupByName(name), size));
            sendAll(stream, content, progress);
            Stream full = stream;
            pool.call((connect, unused) -> {
                full.finish();
                return full.free();
            });
        } catch (IOException | RuntimeException e) {
            giveUp(name, stream);
            throw e instanceof ToolException known ? known : notTaken(e);
        }
    }

    private static Stream opened(Connect connect, StorageVol volume, long size) throws LibvirtException {
        try {
            Stream stream = connect.streamNew(0);
            try {
                volume.upload(stream, 0, size, 0);
                return stream;
            } catch (LibvirtException e) {
                stream.free();
                throw e;
            }
        } finally {
            volume.free();
        }
    }

    private void sendAll(Stream stream, ReadableByteChannel content, LongConsumer progress) throws IOException {
        var piece = ByteBuffer.allocate(PIECE);
        long sent = 0;
        while (content.read(piece) >= 0) {
            piece.flip();
            sent += piece.remaining();
            pool.call((connect, unused) -> {
                send(stream, piece);
                return null;
            });
            piece.clear();
            progress.accept(sent);
        }
    }

    private static void send(Stream stream, ByteBuffer piece) {
        try {
            while (piece.hasRemaining()) {
                stream.write(piece);
            }
        } catch (IOException e) {
            throw notTaken(e);
        }
    }

    private void giveUp(String name, Stream stream) {
        try {
            if (stream != null) {
                pool.call((connect, unused) -> ended(stream));
            }
        } catch (RuntimeException e) {
            LOG.debugf(e, "The transfer to %s is over already", name);
        }
        try {
            pool.delete(name);
        } catch (RuntimeException e) {
            LOG.warnf("Volume %s is incomplete and could not be deleted: %s", name, e.getMessage());
        }
    }

    private static int ended(Stream stream) throws LibvirtException {
        try {
            return stream.abort();
        } finally {
            stream.free();
        }
    }

    private static ToolException notTaken(Exception cause) {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED,
                "libvirt did not accept the content of a volume.",
                "The storage pool may be full; libvirtd's log says more.",
                cause);
    }

    /** The first bytes of a volume. */
    byte[] download(String name, int limit) {
        return pool.read((connect, unused) -> {
            StorageVol volume = unused.storageVolLookupByName(name);
            try {
                Stream stream = connect.streamNew(0);
                try {
                    int length = (int) Math.min(limit, volume.getInfo().capacity);
                    volume.download(stream, 0, length, 0);
                    return received(stream, length);
                } finally {
                    stream.free();
                }
            } finally {
                volume.free();
            }
        });
    }

    private static byte[] received(Stream stream, int length) throws LibvirtException {
        var content = ByteBuffer.allocate(length);
        try {
            while (content.hasRemaining() && stream.read(content) > 0) {
                // the next part
            }
            stream.finish();
        } catch (IOException e) {
            stream.abort();
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "libvirt did not return the content of a volume.",
                    "Try again. If this continues, an operator must look at libvirtd's log.",
                    e);
        }
        return Arrays.copyOf(content.array(), content.position());
    }

    /** Whether an error says nothing but that the connection is gone. */
    static boolean isLost(Connect connect) {
        try {
            return !connect.isAlive();
        } catch (LibvirtException e) {
            return true;
        }
    }
}
