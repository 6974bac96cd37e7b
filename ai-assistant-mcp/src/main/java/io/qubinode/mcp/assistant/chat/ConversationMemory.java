package io.qubinode.mcp.assistant.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The conversations of each client, apart from those of any other, in this process only. A client's new conversation takes the
 * place of the one that it has used least; nobody else's. Safe to use from any thread.
 */
@Singleton
final class ConversationMemory {

    private static final int MOST_CLIENTS = 1_000;
    private static final int MOST_OF_A_CLIENT = 100;

    private final Cache<String, Cache<String, Conversation>> clients;
    private final Duration idle;
    private final Ticker ticker;

    @Inject
    ConversationMemory(ChatConfig config) {
        this(config.memory(), Ticker.systemTicker());
    }

    ConversationMemory(Duration idle, Ticker ticker) {
        this.idle = idle;
        this.ticker = ticker;
        this.clients = bounded(MOST_CLIENTS);
    }

    /** What was said; a new conversation when this client knows none of this name. */
    Conversation recall(String client, String session) {
        Conversation known = of(client).getIfPresent(session);
        return known == null ? Conversation.NEW : known;
    }

    void remember(String client, String session, Turn turn) {
        of(client).asMap().merge(session, Conversation.NEW.with(turn), (known, first) -> known.with(turn));
    }

    private Cache<String, Conversation> of(String client) {
        return clients.get(client, name -> bounded(MOST_OF_A_CLIENT));
    }

    private <T> Cache<String, T> bounded(int most) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(idle)
                .ticker(ticker)
                // On the thread that asks, so that the bounds hold when it is answered.
                .executor(Runnable::run)
                .build();
    }
}
