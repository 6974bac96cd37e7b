package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.FilterContext;
import io.quarkiverse.mcp.server.PromptFilter;
import io.quarkiverse.mcp.server.PromptManager.PromptInfo;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.prompt.PromptCatalogue;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Hides what its reader is not offered; the gate protects. Never throws, as {@link VisibleTools}. Unlike that of a tool the
 * library names the listing as it names the getting, so both are answered by it, in the words for what does not exist.
 */
@Singleton
final class VisiblePrompts implements PromptFilter {

    private static final Logger LOG = Logger.getLogger(VisiblePrompts.class);

    private final PromptCatalogue catalogue;
    private final CurrentVertxRequest currentRequest;

    @Inject
    VisiblePrompts(PromptCatalogue catalogue, CurrentVertxRequest currentRequest) {
        this.catalogue = catalogue;
        this.currentRequest = currentRequest;
    }

    @Override
    public boolean test(PromptInfo prompt, FilterContext context) {
        try {
            return Visit.caller(currentRequest.getCurrent())
                    .map(caller -> !catalogue.withholds(caller, prompt.name()))
                    .orElse(false);
        } catch (RuntimeException e) {
            LOG.error("A prompt is hidden, for its permission could not be looked up", e);
            return false;
        }
    }
}
