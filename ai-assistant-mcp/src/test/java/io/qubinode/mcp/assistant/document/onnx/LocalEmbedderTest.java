package io.qubinode.mcp.assistant.document.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ONNX Runtime ends the process by a crash when a thread is inside it while the process ends. */
class LocalEmbedderTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch late = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final LocalEmbedder models = new LocalEmbedder(this::embed, this::embed);

    @AfterEach
    void end() {
        late.countDown();
        models.stop();
    }

    @Test
    void embedsPassagesInTheirOrder() throws Exception {
        late.countDown();
        List<Embedding> vectors = models.ofPassages(List.of("a", "bb", "ccc"));
        assertThat(vectors).extracting(Embedding::dimension).containsExactly(4, 4, 4);
        assertThat(vectors.get(0).vector()[1]).isGreaterThan(vectors.get(2).vector()[1]);
        assertThat(models.ofPassages(List.of())).isEmpty();
    }

    @Test
    void stopsWhenNothingIsUnderWayAndBeginsNothingMore() throws Exception {
        var failure = new AtomicReference<Throwable>();
        Thread ingestion = Thread.ofPlatform()
                .start(() -> failure.set(catchThrowable(() -> models.ofPassages(Collections.nCopies(1_000, "text")))));
        await().until(() -> begun.get() > 0);
        Thread stopping = Thread.ofPlatform().start(models::stop);
        assertThat(stopping.join(Duration.ofMillis(200)))
                .as("a text is under way")
                .isFalse();
        late.countDown();
        assertThat(stopping.join(LONG)).isTrue();
        assertThat(ingestion.join(LONG)).isTrue();
        assertThat(failure.get()).isInstanceOf(EmbeddingUnavailable.class);
        assertThat(ended).as("ended of those begun").hasValue(begun.get());
        assertThat(begun)
                .as("two models for each text")
                .hasValueLessThanOrEqualTo(2 * Runtime.getRuntime().availableProcessors());
        assertThatThrownBy(() -> models.ofQuestion("why?")).isInstanceOf(EmbeddingUnavailable.class);
        assertThatThrownBy(() -> models.ofPassages(List.of("one"))).isInstanceOf(EmbeddingUnavailable.class);
    }

    private Response<List<Embedding>> embed(List<TextSegment> texts) {
        begun.incrementAndGet();
        try {
            late.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.incrementAndGet();
        return Response.from(texts.stream()
                .map(text -> Embedding.from(new float[] {text.text().length(), 1}))
                .toList());
    }
}
