package io.qubinode.mcp.assistant.document.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.store.embedding.CosineSimilarity;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With the real models, whose libraries only one class loader of a process can load. */
@QuarkusTest
class LocalModelTest {

    @Inject
    LocalEmbedder models;

    /** A passage has 300 tokens and more; what a model does not read is never found. */
    @Test
    void bothReadTheEndOfALongText() throws EmbeddingUnavailable {
        String beginning = "Ports are opened with firewall-cmd and reloaded afterwards. ".repeat(25);
        List<float[]> vectors = models
                .ofPassages(List.of(beginning + "Cats sleep in the sun.", beginning + "The disk is encrypted by LUKS."))
                .stream()
                .map(Embedding::vector)
                .toList();
        int half = vectors.getFirst().length / 2;
        for (int from : List.of(0, half)) {
            List<Embedding> ofOne = vectors.stream()
                    .map(vector -> Embedding.from(Arrays.copyOfRange(vector, from, from + half)))
                    .toList();
            assertThat(CosineSimilarity.between(ofOne.getFirst(), ofOne.getLast()))
                    .isLessThan(0.9999);
        }
    }
}
