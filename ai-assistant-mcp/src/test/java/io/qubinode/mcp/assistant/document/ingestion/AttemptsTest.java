package io.qubinode.mcp.assistant.document.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private Instant now = Instant.EPOCH;
    private final Attempts attempts = new Attempts(() -> now);

    @Test
    void pausesTheLongerTheMoreOftenItFails() {
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 7; i++) {
            attempts.begin();
            attempts.end(true);
            Instant failed = now;
            while (attempts.isTooEarly()) {
                now = now.plusSeconds(1);
            }
            pauses.add(Duration.between(failed, now).toSeconds());
        }
        assertThat(pauses).containsExactly(2L, 4L, 8L, 16L, 30L, 30L, 30L);
        attempts.begin();
        attempts.end(false);
        assertThat(attempts.isTooEarly()).isFalse();
    }

    @Test
    void triesAtAPlannedTimeAndMayTryBefore() {
        attempts.begin();
        attempts.plan();
        attempts.end(true);
        assertThat(attempts.isTooEarly()).isFalse();
        assertThat(attempts.isDue()).isFalse();
        now = now.plusSeconds(30);
        assertThat(attempts.isDue()).isTrue();
    }
}
