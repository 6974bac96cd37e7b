package io.qubinode.mcp.assistant.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest turns of a conversation.
 *
 * @param turns oldest first
 */
record Conversation(List<Turn> turns) {

    static final Conversation NEW = new Conversation(List.of());

    private static final String TURNS = "turns";
    private static final String QUESTION = "question";
    private static final String ANSWER = "answer";
    private static final String SUBJECT = "subject";

    private static final int MOST_TURNS = 10;
    private static final int MOST_CHARACTERS = 16_000;

    Conversation {
        turns = List.copyOf(turns);
    }

    /** With one turn more; the oldest are forgotten when they become too many or too long. */
    Conversation with(Turn turn) {
        var all = new ArrayList<>(turns);
        all.add(turn);
        return new Conversation(all).newest(MOST_TURNS, MOST_CHARACTERS);
    }

    /** The newest turns, as many as fit. */
    Conversation newest(int most, int characters) {
        int left = characters;
        int from = turns.size();
        while (from > 0 && turns.size() - from < most && turns.get(from - 1).characters() <= left) {
            from--;
            left -= turns.get(from).characters();
        }
        return new Conversation(turns.subList(from, turns.size()));
    }

    /** What was talked of last, in words to search with. */
    Optional<String> subject() {
        return turns.isEmpty() ? Optional.empty() : Optional.of(turns.getLast().subject());
    }

    ObjectNode toJson() {
        ObjectNode json = ToolJson.MAPPER.createObjectNode();
        ArrayNode all = json.putArray(TURNS);
        turns.forEach(turn -> all.addObject()
                .put(QUESTION, turn.question())
                .put(ANSWER, turn.answer())
                .put(SUBJECT, turn.subject()));
        return json;
    }

    /** Reads what {@link #toJson} made. */
    static Conversation of(ObjectNode json) {
        return new Conversation(json.path(TURNS)
                .valueStream()
                .map(turn -> new Turn(
                        turn.path(QUESTION).asText(),
                        turn.path(ANSWER).asText(),
                        turn.path(SUBJECT).asText()))
                .toList());
    }
}
