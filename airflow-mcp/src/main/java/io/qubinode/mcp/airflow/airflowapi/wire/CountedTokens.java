package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import io.qubinode.mcp.security.backend.AnswerTooLarge;
import java.io.IOException;

/** Counts what is taken out of an answer; what is skipped costs nothing. Not thread-safe. */
final class CountedTokens extends JsonParserDelegate {

    private static final int COST_OF_A_TOKEN = 16;

    private final long most;
    private long left;

    /** @param most so many characters may be taken out of it, with {@value #COST_OF_A_TOKEN} for each token */
    CountedTokens(JsonParser json, long most) {
        super(json);
        this.most = most;
        left = most;
    }

    /** The parser below, for a reader that counts on its own. */
    static JsonParser uncounted(JsonParser json) {
        return json instanceof CountedTokens counted ? counted.delegate() : json;
    }

    /** Counts what was read uncounted. */
    static void count(JsonParser json, long characters) {
        if (json instanceof CountedTokens counted) {
            counted.count(characters);
        }
    }

    private void count(long characters) {
        left -= characters;
        if (left < 0) {
            throw new AnswerTooLarge(most);
        }
    }

    private String counted(String text) {
        count(text == null ? 0 : text.length());
        return text;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        count(COST_OF_A_TOKEN);
        return super.nextToken();
    }

    @Override
    public String getText() throws IOException {
        return counted(super.getText());
    }

    @Override
    public String getValueAsString() throws IOException {
        return counted(super.getValueAsString());
    }

    @Override
    public String getValueAsString(String otherwise) throws IOException {
        return counted(super.getValueAsString(otherwise));
    }
}
