package io.qubinode.mcp.assistant.document.onnx;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Two small models in this process that err on different questions: together they rank better than either. A passage's vector is both of
 * theirs, one after the other; a question's too, weighted, so that the product of the two is the weighted sum of both models' cosines.
 */
@Singleton
@Typed(LocalEmbedder.class)
public final class LocalEmbedder implements Embedder {

    private static final Logger LOG = Logger.getLogger(LocalEmbedder.class);
    // A text takes a tenth of a second; a model that is just being loaded, a second, and ten on a busy machine.
    private static final Duration LONGEST_TEXT = Duration.ofSeconds(12);

    /** What the second model was trained to find before a question. */
    private static final String ASKING = "Represent this sentence for searching relevant passages: ";

    /** The second model was trained for questions; bench/RESULTS.md has other shares. */
    private static final float OF_FIRST = 0.4f;

    private static final float OF_SECOND = 0.6f;

    /** The models' tokenizers leave nothing of a text without anything else, and nothing cannot be embedded. */
    private static final Pattern SEEN = Pattern.compile("[^\\p{C}\\p{Z}\\p{M}\uFFFD]");

    private static final String NOTHING = ".";

    private final Supplier<EmbeddingModel> first;
    private final Supplier<EmbeddingModel> second;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final NativeThreads passages = new NativeThreads("passages-", processors, LowPriority::ofThisThread);
    // A question does not wait for a whole document.
    private final NativeThreads questions = new NativeThreads("questions-", processors, () -> {});

    @Inject
    LocalEmbedder(Instance<FirstModel> first, Instance<SecondModel> second) {
        this.first = () -> first.get().loaded;
        this.second = () -> second.get().loaded;
    }

    LocalEmbedder(EmbeddingModel first, EmbeddingModel second) {
        this.first = () -> first;
        this.second = () -> second;
    }

    /** Loaded with the first text: a start with nothing new to read must not pay for it. */
    @Singleton
    static final class FirstModel {
        private final EmbeddingModel loaded = new LocalModel("all-minilm-l6-v2-q", PoolingMode.MEAN);
    }

    @Singleton
    static final class SecondModel {
        private final EmbeddingModel loaded = new LocalModel("bge-small-en-v1.5-q", PoolingMode.CLS);
    }

    @Override
    public String models() {
        return "all-minilm-l6-v2-q bge-small-en-v1.5-q";
    }

    @Override
    public List<Embedding> ofPassages(List<String> texts) throws EmbeddingUnavailable {
        // The longest first, so that no thread is left alone with one at the end.
        List<Integer> order = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparing(i -> -texts.get(i).length()))
                .toList();
        List<float[]> vectors = passages.all(
                order.stream().map(i -> task(texts.get(i), texts.get(i))).toList());
        var inOrder = new Embedding[texts.size()];
        for (int i = 0; i < inOrder.length; i++) {
            inOrder[order.get(i)] = Embedding.from(vectors.get(i));
        }
        return List.of(inOrder);
    }

    @Override
    public Embedding ofQuestion(String question) throws EmbeddingUnavailable {
        List<Callable<float[]>> tasks = new ArrayList<>();
        tasks.add(() -> unit(first.get(), question));
        tasks.add(() -> unit(second.get(), ASKING + question));
        List<float[]> vectors = questions.all(tasks);
        return Embedding.from(joined(weighted(vectors.getFirst(), OF_FIRST), weighted(vectors.getLast(), OF_SECOND)));
    }

    private Callable<float[]> task(String forFirst, String forSecond) {
        return () -> joined(unit(first.get(), forFirst), unit(second.get(), forSecond));
    }

    private static float[] unit(EmbeddingModel model, String text) {
        Embedding embedding =
                model.embed(SEEN.matcher(text).find() ? text : NOTHING).content();
        embedding.normalize();
        return embedding.vector();
    }

    private static float[] weighted(float[] vector, float weight) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= weight;
        }
        return vector;
    }

    private static float[] joined(float[] one, float[] other) {
        var both = new float[one.length + other.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** Early, so that nobody waits for a document of which the rest is not embedded any more. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        stop();
    }

    /** Nothing is embedded from now on. Returns when nothing is under way, or after 24 seconds. */
    void stop() {
        Stream.of(passages, questions).forEach(NativeThreads::stop);
        if (!passages.awaitEnd(LONGEST_TEXT) || !questions.awaitEnd(LONGEST_TEXT)) {
            LOG.warn("A text is still being embedded while the service ends");
        }
    }
}
