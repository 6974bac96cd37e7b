package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.concurrent.TimeoutException;
import org.libvirt.LibvirtException;

/** What callers are told when a call of libvirt ended without an answer. */
final class CallFailures {

    private CallFailures() {}

    /** The cause of a failure that says nothing of whether the work was done. */
    private static final class LostWhileWorking extends Exception {

        private static final long serialVersionUID = 1L;

        LostWhileWorking(LibvirtException cause) {
            super(cause);
        }
    }

    /** @param cause what libvirt said while it worked */
    static ToolException lost(LibvirtException cause) {
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "The connection to libvirt was lost before it answered.",
                "The request may have been carried out: check with get_vm_info before you repeat it.",
                new LostWhileWorking(cause));
    }

    /** Whether the connection was lost while the call was under way. */
    static boolean isLost(ToolException failure) {
        return failure.getCause() instanceof LostWhileWorking;
    }

    static ToolException tooSlow(TimeoutException cause) {
        boolean begun = cause instanceof NativeThreads.StillRunning;
        return new ToolException(
                ErrorCode.BACKEND_TIMEOUT,
                begun
                        ? "libvirt did not answer in time."
                        : "libvirt is busy with other calls, or cannot be reached in time.",
                begun
                        ? "The request may still be carried out: check with get_vm_info before you repeat it."
                        : "Nothing was done; call again later.",
                cause);
    }

    /** Of what only reads nobody has to fear that it may still happen. */
    static ToolException ofReading(ToolException e) {
        boolean late = e.getCause() instanceof NativeThreads.StillRunning || isLost(e);
        return late
                ? new ToolException(
                        e.error().code(),
                        e.error().message(),
                        "The call only read, so nothing was changed; call again later.",
                        e.getCause())
                : e;
    }
}
