package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.ByteArrayOutputStream;
import org.libvirt.LibvirtException;
import org.libvirt.Stream;

/** Reads what libvirt sends. */
final class Downloads {

    // What libvirt sends in one message: https://libvirt.org/kbase/internals/rpc.html
    private static final int CHUNK = 256 << 10;

    private Downloads() {}

    /** Reads a stream to its end and frees it. */
    static byte[] all(Stream stream, int atMost) throws LibvirtException {
        var content = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        try {
            for (int read = stream.receive(chunk); read > 0; read = stream.receive(chunk)) {
                content.write(chunk, 0, read);
                if (content.size() > atMost) {
                    stream.abort();
                    throw new ToolException(
                            ErrorCode.BACKEND_REFUSED, "libvirt sends more than was asked for.", "Try again.");
                }
            }
            stream.finish();
        } finally {
            stream.free();
        }
        return content.toByteArray();
    }
}
