package io.qubinode.mcp.assistant.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.store.Stores;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The conversations of each caller, apart from those of any other: of all replicas, and of this process only where there are none, or they
 * cannot be asked. A caller's new conversation takes the place of its oldest; nobody else's. Safe to use from any thread that may block.
 */
@Singleton
final class ConversationMemory {

    private static final int MOST_CALLERS = 1_000;
    private static final int MOST_OF_A_CALLER = 100;

    private static final Logger LOG = Logger.getLogger(ConversationMemory.class);

    private static final String AT = "at";

    private final Cache<CallerId, Cache<String, Conversation>> callers;
    private final Optional<ExpiringStore> shared;
    private final Duration idle;
    private final Ticker ticker;

    @Inject
    ConversationMemory(ChatConfig config, Stores stores) {
        this(config.memory(), Ticker.systemTicker(), stores.conversations());
    }

    ConversationMemory(Duration idle, Ticker ticker, Optional<ExpiringStore> shared) {
        this.idle = idle;
        this.shared = shared;
        this.ticker = ticker;
        this.callers = bounded(MOST_CALLERS);
    }

    /** What was said; a new conversation when this caller knows none of this name. */
    Conversation recall(CallerId caller, String session) {
        if (shared.isPresent()) {
            try {
                return shared.get()
                        .find(ExpiringStore.name(caller, session))
                        .filter(kept ->
                                Instant.parse(kept.path(AT).asText()).plus(idle).isAfter(Instant.now()))
                        .map(Conversation::of)
                        .orElse(Conversation.NEW);
            } catch (IOException e) {
                LOG.warnf(e, "What other replicas were told of a conversation is not known");
            }
        }
        Conversation known = of(caller).getIfPresent(session);
        return known == null ? Conversation.NEW : known;
    }

    /** @param before what was said before, as recalled */
    void remember(CallerId caller, String session, Conversation before, Turn turn) {
        of(caller).asMap().merge(session, before.with(turn), (known, first) -> known.with(turn));
        if (shared.isPresent()) {
            try {
                ObjectNode kept =
                        before.with(turn).toJson().put(AT, Instant.now().toString());
                shared.get().put(ExpiringStore.name(caller, session), kept);
            } catch (IOException e) {
                LOG.warnf(e, "Other replicas do not hear of a conversation's newest turn");
            }
        }
    }

    private Cache<String, Conversation> of(CallerId caller) {
        return callers.get(caller, id -> bounded(MOST_OF_A_CALLER));
    }

    private <K, T> Cache<K, T> bounded(int most) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(idle)
                .ticker(ticker)
                // On the thread that asks, so that the bounds hold when it is answered.
                .executor(Runnable::run)
                .build();
    }
}
