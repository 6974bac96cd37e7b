package io.qubinode.mcp.assistant.document.lucene;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import io.quarkus.runtime.ShutdownEvent;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.util.VectorUtil;
import org.jboss.logging.Logger;

/**
 * What texts mean to two small models that err on different questions: together they rank better than either. A passage's
 * vector is both of theirs, one after the other, so a vector with one of them and nothing else searches by that model alone.
 */
@Singleton
@Typed(DualEmbedder.class)
public final class DualEmbedder implements Embedder {

    private static final Logger LOG = Logger.getLogger(DualEmbedder.class);
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    // A text takes a tenth of a second; a model that is just being loaded, a second.
    private static final Duration LONGEST_TEXT = Duration.ofSeconds(5);

    /** What the second model was trained to find before a question. */
    private static final String ASKING = "Represent this sentence for searching relevant passages: ";

    private static final int DIMENSIONS = 384;

    private final Supplier<EmbeddingModel> first;
    private final Supplier<EmbeddingModel> second;
    private final NativeThreads passages = new NativeThreads("passages-", THREADS);
    // A question does not wait for a whole document.
    private final NativeThreads questions = new NativeThreads("questions-", THREADS);

    @Inject
    DualEmbedder(Instance<EmbeddingModel> first, Instance<SecondModel> second) {
        this.first = first::get;
        this.second = () -> second.get().model;
    }

    DualEmbedder(EmbeddingModel first, EmbeddingModel second) {
        this.first = () -> first;
        this.second = () -> second;
    }

    /** Loaded with the first text: a start with nothing new to read must not pay for it. */
    @Singleton
    static final class SecondModel {
        private final EmbeddingModel model = new BgeSmallEnV15QuantizedEmbeddingModel();
    }

    @Override
    public String models() {
        return "all-minilm-l6-v2-q bge-small-en-v1.5-q";
    }

    @Override
    public boolean isTuned() {
        return true;
    }

    @Override
    public List<Embedding> ofPassages(List<String> texts) throws EmbeddingUnavailable {
        List<float[]> vectors = passages.all(
                Stream.concat(tasks(first, texts), tasks(second, texts)).toList());
        return IntStream.range(0, texts.size())
                .mapToObj(i -> joined(vectors.get(i), vectors.get(texts.size() + i)))
                .toList();
    }

    @Override
    public List<Embedding> ofQuestion(String question) throws EmbeddingUnavailable {
        float[] nothing = new float[DIMENSIONS];
        List<float[]> vectors =
                questions.all(Stream.concat(tasks(first, List.of(question)), tasks(second, List.of(ASKING + question)))
                        .toList());
        return List.of(joined(vectors.getFirst(), nothing), joined(nothing, vectors.getLast()));
    }

    /** A model embeds one text in the thread that asks it. */
    private static Stream<Callable<float[]>> tasks(Supplier<EmbeddingModel> model, List<String> texts) {
        return texts.stream().map(text -> () -> unit(model.get().embed(text).content()));
    }

    /** Early, so that nobody waits for a document of which the rest is not embedded any more. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        stop();
    }

    /** Nothing is embedded from now on. Returns when nothing is under way, or after ten seconds. */
    void stop() {
        passages.stop();
        questions.stop();
        if (!passages.awaitEnd(LONGEST_TEXT) || !questions.awaitEnd(LONGEST_TEXT)) {
            LOG.warn("A text is still being embedded while the service ends");
        }
    }

    /** The cosine of a question and a passage in one model, from LangChain4j's relevance score of their joined vectors. */
    static double cosine(double score) {
        return Math.sqrt(2) * (2 * score - 1);
    }

    private static float[] unit(Embedding embedding) {
        return VectorUtil.l2normalize(embedding.vector().clone());
    }

    private static Embedding joined(float[] one, float[] other) {
        float[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return Embedding.from(both);
    }
}
