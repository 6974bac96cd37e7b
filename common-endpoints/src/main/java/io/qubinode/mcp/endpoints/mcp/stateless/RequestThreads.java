package io.qubinode.mcp.endpoints.mcp.stateless;

import io.quarkus.virtual.threads.VirtualThreads;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.endpoints.http.RequestRecords;
import io.qubinode.mcp.endpoints.http.SlowRequests;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Virtual threads for what may wait in a request, so that its event loop need not. */
@Singleton
final class RequestThreads {

    private static final ToolError STOPPING =
            new ToolError(ErrorCode.STOPPING, "This service is stopping.", "Call again in a moment.");

    private final ExecutorService virtualThreads;

    @Inject
    RequestThreads(@VirtualThreads ExecutorService virtualThreads) {
        this.virtualThreads = virtualThreads;
    }

    /**
     * Runs on a virtual thread and answers on the event loop.
     *
     * @param work gives what is to be done on the event loop then
     */
    void run(RoutingContext http, Context eventLoop, Supplier<Runnable> work) {
        SlowRequests.arrived(http);
        RequestRecords.leaveToThePipeline(http);
        Runnable run = () -> {
            try {
                Runnable answer = work.get();
                eventLoop.runOnContext(ready -> answer.run());
            } catch (RuntimeException | Error e) {
                eventLoop.runOnContext(failed -> http.fail(e));
            }
        };
        try {
            virtualThreads.execute(run);
        } catch (RejectedExecutionException e) {
            Problem.answer(http, STOPPING);
        }
    }
}
