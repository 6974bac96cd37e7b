package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.DocumentIndex;
import io.qubinode.mcp.assistant.document.DocumentSearch;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.IndexStatus;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.RankedPassage;
import io.qubinode.mcp.assistant.document.Search;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrievalTest {

    private static final Conversation OF_POOLS =
            Conversation.NEW.with(new Turn("How do I make a storage pool?", "So.", "How do I make a storage pool?"));

    @ParameterizedTest
    @CsvSource({
        "How do I undo it?, true",
        "And on RHEL 9?, true",
        "Why?, true",
        "What about the other one?, true",
        "How do I configure the DNS forwarder of FreeIPA?, false"
    })
    void takesTheConversationIntoTheSearchWhenTheQuestionRefersToIt(String message, boolean refers) {
        String searched = new Retrieval(new DocumentSearch(new AlwaysSure()))
                .find(message, Optional.empty(), OF_POOLS)
                .findings()
                .passages()
                .getFirst()
                .passage()
                .text();
        assertThat(searched.contains("storage pool")).isEqualTo(refers);
        assertThat(searched).startsWith(message);
    }

    @Test
    void keepsTheSubjectOverSeveralFollowUps() {
        var retrieval = new Retrieval(new DocumentSearch(new AlwaysSure()));
        Conversation talk = OF_POOLS;
        for (String message : List.of("How big is it?", "And how do I undo it?", "Why?")) {
            String subject = retrieval.find(message, Optional.empty(), talk).subject();
            assertThat(subject).startsWith(message).contains("storage pool");
            talk = talk.with(new Turn(message, "So.", subject));
        }
    }

    @Test
    void searchesWithTheEndOfALongContextOnly() {
        String context = "old matter ".repeat(500) + "new matter";
        String subject = new Retrieval(new DocumentSearch(new AlwaysSure()))
                .find("What is it?", Optional.of(context), Conversation.NEW)
                .subject();
        assertThat(subject).contains("new matter").hasSizeLessThan(600);
    }

    /** Finds what it was asked. */
    private static final class AlwaysSure implements DocumentIndex {

        @Override
        public Findings search(Search search) {
            var echo = new Passage("s.md", "t", List.of(), 1, 1, search.query());
            return new Findings(List.of(new RankedPassage(echo, 1)), Optional.empty());
        }

        @Override
        public IndexStatus status() {
            return new IndexStatus(1, 1, 0, 0, false, Optional.empty(), List.of(), List.of(), Optional.empty());
        }
    }
}
