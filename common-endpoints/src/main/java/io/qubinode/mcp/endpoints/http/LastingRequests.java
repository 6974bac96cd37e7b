package io.qubinode.mcp.endpoints.http;

import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.identity.Authenticators;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Requests whose answer continues for as long as the client wants. Each ends soon after its credential stops proving what it proved at first:
 * because it was revoked, has expired, or its client may now do something else.
 */
@Singleton
public final class LastingRequests {

    private static final Logger LOG = Logger.getLogger(LastingRequests.class);
    private static final long SECONDS_BETWEEN_LOOKS = 2;

    private final Authenticators authenticators;
    private final Map<RoutingContext, Runnable> open = new ConcurrentHashMap<>();
    // A thread of its own, because a look may wait for an issuer of tokens.
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lasting-requests").factory());

    @Inject
    LastingRequests(Authenticators authenticators) {
        this.authenticators = authenticators;
    }

    void start(@Observes StartupEvent event) {
        clock.scheduleWithFixedDelay(this::look, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }

    /**
     * Watches a request until it has ended. On its event loop.
     *
     * @param end ends it; on another thread than that of the request
     */
    public void watch(RoutingContext request, Runnable end) {
        if (!request.response().ended() && !request.response().closed()) {
            open.put(request, end);
            request.addEndHandler(ended -> open.remove(request));
        }
    }

    private void look() {
        open.forEach((request, end) -> {
            try {
                Optional<Caller> caller = RequestContext.caller(request);
                if (!authenticators.authenticate(request.request()).equals(caller) && open.remove(request) != null) {
                    end.run();
                }
            } catch (RuntimeException e) {
                LOG.error("The credential of an open stream could not be looked at", e);
            }
        });
    }
}
