package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.core.CallerId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConversationMemoryTest {

    private static final CallerId ALICE = new CallerId("api_key", "alice");
    private static final CallerId BOB = new CallerId("api_key", "bob");

    private final AtomicLong now = new AtomicLong();
    private final ConversationMemory memory =
            new ConversationMemory(Duration.ofMinutes(30), now::get, Optional.empty());

    @Test
    void knowsWhatWasSaidInThisConversation() {
        memory.remember(ALICE, "s", Conversation.NEW, turn("one"));
        memory.remember(ALICE, "s", Conversation.NEW, turn("two"));
        assertThat(memory.recall(ALICE, "s").turns()).extracting(Turn::question).containsExactly("one", "two");
        assertThat(memory.recall(ALICE, "other").turns()).isEmpty();
    }

    @Test
    void tellsNobodyOfAnothersConversation() {
        memory.remember(ALICE, "s", Conversation.NEW, turn("secret"));
        assertThat(memory.recall(BOB, "s").turns()).isEmpty();
    }

    @Test
    void tellsNobodyWhoseTokenNamesTheIdOfAnother() {
        memory.remember(ALICE, "s", Conversation.NEW, turn("secret"));
        assertThat(memory.recall(new CallerId("jwt", "alice"), "s").turns()).isEmpty();
    }

    @Test
    void keepsTheNewestTurnsOnly() {
        for (int i = 0; i < 25; i++) {
            memory.remember(ALICE, "s", Conversation.NEW, turn("q" + i));
        }
        assertThat(memory.recall(ALICE, "s").turns())
                .hasSize(10)
                .extracting(Turn::question)
                .startsWith("q15")
                .endsWith("q24");
    }

    @Test
    void keepsNoMoreCharactersThanItMay() {
        for (int i = 0; i < 10; i++) {
            memory.remember(ALICE, "s", Conversation.NEW, new Turn("q" + i, "a".repeat(6_000), ""));
        }
        assertThat(memory.recall(ALICE, "s").turns()).extracting(Turn::question).containsExactly("q8", "q9");
        memory.remember(ALICE, "s", Conversation.NEW, new Turn("huge", "a".repeat(20_000), ""));
        assertThat(memory.recall(ALICE, "s").turns()).isEmpty();
    }

    @Test
    void forgetsWhatIsIdle() {
        memory.remember(ALICE, "s", Conversation.NEW, turn("one"));
        now.addAndGet(Duration.ofMinutes(29).toNanos());
        assertThat(memory.recall(ALICE, "s").turns()).hasSize(1);
        now.addAndGet(Duration.ofMinutes(31).toNanos());
        assertThat(memory.recall(ALICE, "s").turns()).isEmpty();
    }

    @Test
    void letsAClientPushOutItsOwnConversationsOnly() {
        memory.remember(BOB, "s", Conversation.NEW, turn("kept"));
        for (int i = 0; i < 1_000; i++) {
            memory.remember(ALICE, "s" + i, Conversation.NEW, turn("q"));
        }
        long known = java.util.stream.IntStream.range(0, 1_000)
                .filter(i -> !memory.recall(ALICE, "s" + i).turns().isEmpty())
                .count();
        assertThat(known).isBetween(1L, 100L);
        assertThat(memory.recall(BOB, "s").turns()).hasSize(1);
    }

    private static Turn turn(String question) {
        return new Turn(question, "answer", question);
    }
}
