package io.qubinode.mcp.airflow.image;

import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjDoubleConsumer;

/** A download that calls share: it ends when it is done or the last of them gives up. Thread-safe. */
final class ImageDownload {

    private static final long LOOK_MILLIS = 500;

    private final CompletableFuture<Volume> result = new CompletableFuture<>();
    private int waiting;
    private boolean abandoned;
    private double part;
    private String state = "asking for the image";

    /** Whether one more can still wait for it. */
    synchronized boolean join() {
        if (abandoned) {
            return false;
        }
        waiting++;
        return true;
    }

    private synchronized void leave() {
        waiting--;
        abandoned = waiting == 0;
    }

    /** Tells how far it is; to be called often. */
    synchronized void progress(double done, String what) {
        if (abandoned) {
            throw ToolException.cancelled();
        }
        part = done;
        state = what;
    }

    void done(Volume volume) {
        result.complete(volume);
    }

    void failed(RuntimeException e) {
        result.completeExceptionally(e);
    }

    /** Waits until nobody works on it any more. */
    void awaitEnd() {
        try {
            result.handle((volume, failure) -> volume).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }

    /** Waits for its end after a {@link #join}. */
    Volume await(CallContext call, ObjDoubleConsumer<String> progress) {
        try {
            while (true) {
                call.checkCancelled();
                tell(progress);
                try {
                    return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException notYet) {
                    // another look at the caller
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        } finally {
            leave();
        }
    }

    private synchronized void tell(ObjDoubleConsumer<String> progress) {
        progress.accept(state, part);
    }
}
