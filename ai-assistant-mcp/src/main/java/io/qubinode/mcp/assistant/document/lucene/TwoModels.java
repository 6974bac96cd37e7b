package io.qubinode.mcp.assistant.document.lucene;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import io.qubinode.mcp.assistant.document.Meaning;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.lucene.util.VectorUtil;

/**
 * What texts mean to two small models that err on different questions: together they rank better than either. A passage's
 * vector is both of theirs, one after the other, so a vector with one of them and nothing else searches by that model alone.
 */
@Singleton
@Typed(TwoModels.class)
public final class TwoModels implements Meaning {

    /** What the second model was trained to find before a question. */
    private static final String ASKING = "Represent this sentence for searching relevant passages: ";

    private static final int DIMENSIONS = 384;

    private final Supplier<EmbeddingModel> first;
    private final Supplier<EmbeddingModel> second;

    @Inject
    TwoModels(Instance<EmbeddingModel> first) {
        this.first = first::get;
        this.second = () -> SecondModel.LOADED;
    }

    TwoModels(EmbeddingModel first, EmbeddingModel second) {
        this.first = () -> first;
        this.second = () -> second;
    }

    /** Loaded with the first text: a start with nothing new to read must not pay for it. */
    private static final class SecondModel {
        static final EmbeddingModel LOADED = new BgeSmallEnV15QuantizedEmbeddingModel();
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
    public List<Embedding> ofPassages(List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
        List<Embedding> one = first.get().embedAll(segments).content();
        List<Embedding> other = second.get().embedAll(segments).content();
        return IntStream.range(0, texts.size())
                .mapToObj(i -> joined(unit(one.get(i)), unit(other.get(i))))
                .toList();
    }

    @Override
    public List<Embedding> ofQuestion(String question) {
        float[] nothing = new float[DIMENSIONS];
        return List.of(
                joined(unit(first.get().embed(question).content()), nothing),
                joined(nothing, unit(second.get().embed(ASKING + question).content())));
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
