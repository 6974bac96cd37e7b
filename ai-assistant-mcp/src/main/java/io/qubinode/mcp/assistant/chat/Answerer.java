package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.security.tool.CallContext;

/** Makes an answer of what the documentation says. */
interface Answerer {

    ChatAnswer answer(Question question, CallContext call);
}
