package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.assistant.chat.ChatTools.Mode;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Has the language model answer from the sources. */
final class ModelAnswer implements Answerer {

    /** About 1,500 tokens; what a model goes on to say after that is mostly repetition. */
    private static final int LONGEST = 6_000;

    /** Reasoning models think aloud; that is no part of the answer. */
    private static final Pattern THOUGHTS = Pattern.compile("(?s)\\A\\s*<think>.*?</think>");

    private final ChatModel model;

    ModelAnswer(ChatModel model) {
        this.model = model;
    }

    @Override
    public ChatAnswer answer(Question question) {
        String said = THOUGHTS.matcher(model.complete(Prompt.RULES, Prompt.request(question)))
                .replaceFirst("")
                .strip();
        if (said.isEmpty()) {
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "The language model answered nothing.",
                    "Ask in other words, or use query_documents.");
        }
        var citations = new Citations(cut(said), question.sources());
        return new ChatAnswer(
                citations.text(), citations.list(), Mode.MODEL, model.name(), note(question, said, citations));
    }

    private static String cut(String said) {
        return said.length() <= LONGEST ? said : said.substring(0, LONGEST) + "…";
    }

    private static Optional<String> note(Question question, String said, Citations citations) {
        List<String> sentences = new ArrayList<>();
        if (!question.found().confident()) {
            sentences.add("The documentation does not clearly answer this.");
        }
        if (!citations.any()) {
            sentences.add("The model cites nothing; the citations are what it was given.");
        }
        if (said.length() > LONGEST) {
            sentences.add("The answer is cut after " + LONGEST + " characters.");
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", sentences));
    }
}
