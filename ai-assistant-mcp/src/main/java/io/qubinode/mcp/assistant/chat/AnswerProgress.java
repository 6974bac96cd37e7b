package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.security.tool.CallContext;
import java.util.concurrent.TimeUnit;

/** Tells a waiting caller what has been done, and the answer as far as it is made. Safe to use from any thread. */
final class AnswerProgress {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final CallContext call;
    private final StringBuilder unsaid = new StringBuilder();
    private long done;
    private long lastSaid = System.nanoTime() - PAUSE_NANOS;

    AnswerProgress(CallContext call) {
        this.call = call;
    }

    /** One step is begun. */
    synchronized void step(String sentence) {
        call.progress(++done, 0, sentence);
    }

    /** A piece of the answer has come; told together with those that follow soon, as text without any markup. */
    synchronized void piece(String text) {
        done++;
        unsaid.append(text);
        long now = System.nanoTime();
        if (now - lastSaid >= PAUSE_NANOS && !unsaid.toString().isBlank()) {
            lastSaid = now;
            call.progress(done, 0, HarmlessMarkdown.literal(unsaid.toString()));
            unsaid.setLength(0);
        }
    }
}
