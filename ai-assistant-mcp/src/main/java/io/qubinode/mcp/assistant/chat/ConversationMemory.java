package io.qubinode.mcp.assistant.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.qubinode.mcp.security.core.CallerId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The conversations of each caller, apart from those of any other, in this process only. A caller's new conversation takes the
 * place of the one that it has used least; nobody else's. Safe to use from any thread.
 */
@Singleton
final class ConversationMemory {

    private static final int MOST_CALLERS = 1_000;
    private static final int MOST_OF_A_CALLER = 100;

    private final Cache<CallerId, Cache<String, Conversation>> callers;
    private final Duration idle;
    private final Ticker ticker;

    @Inject
    ConversationMemory(ChatConfig config) {
        this(config.memory(), Ticker.systemTicker());
    }

    ConversationMemory(Duration idle, Ticker ticker) {
        this.idle = idle;
        this.ticker = ticker;
        this.callers = bounded(MOST_CALLERS);
    }

    /** What was said; a new conversation when this caller knows none of this name. */
    Conversation recall(CallerId caller, String session) {
        Conversation known = of(caller).getIfPresent(session);
        return known == null ? Conversation.NEW : known;
    }

    void remember(CallerId caller, String session, Turn turn) {
        of(caller).asMap().merge(session, Conversation.NEW.with(turn), (known, first) -> known.with(turn));
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
