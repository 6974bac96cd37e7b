package io.qubinode.mcp.assistant.document.onnx;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.jboss.logging.Logger;

/** Lets other work on this machine go first. Java's own thread priorities do nothing on Linux. */
final class LowPriority {

    private static final Logger LOG = Logger.getLogger(LowPriority.class);

    /** PRIO_PROCESS: on Linux of one thread, 0 meaning the caller. */
    private static final int OF_A_THREAD = 0;

    /** A tenth of the processor where others want it too. */
    private static final int NICE = 10;

    private LowPriority() {}

    /** The C library's. */
    interface C extends Library {
        int setpriority(int which, int who, int value);
    }

    /** Lowers the priority of the calling thread for good; leaves it where that is not possible. */
    static void ofThisThread() {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Native.load("c", C.class).setpriority(OF_A_THREAD, 0, NICE);
        } catch (LinkageError | RuntimeException e) {
            LOG.debug("Embeddings are made at normal priority", e);
        }
    }
}
