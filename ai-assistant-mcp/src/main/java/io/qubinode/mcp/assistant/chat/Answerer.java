package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;

/** Makes an answer of what the documentation says. */
interface Answerer {

    ChatAnswer answer(Question question);
}
