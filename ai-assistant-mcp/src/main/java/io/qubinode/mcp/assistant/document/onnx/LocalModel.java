package io.qubinode.mcp.assistant.document.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A model of LangChain4j's jars in one ONNX session. Each call computes in the thread that makes it: several texts are embedded by as many
 * threads, none of which waits for another, and a thread's priority is that of its work.
 */
final class LocalModel extends AbstractInProcessEmbeddingModel {

    private final OnnxBertBiEncoder encoder;

    /** @param name of the model's files in its jar */
    LocalModel(String name, PoolingMode pooling) {
        super(Runnable::run);
        var environment = OrtEnvironment.getEnvironment();
        try (InputStream model = resource(name + ".onnx");
                InputStream tokenizer = tokenizer(name);
                var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            // An arena never gives back what the longest text took.
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            encoder = new OnnxBertBiEncoder(
                    environment, environment.createSession(model.readAllBytes(), options), tokenizer, pooling);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OrtException e) {
            throw new IllegalStateException("The model " + name + " cannot be loaded", e);
        }
    }

    /** Without what makes all texts of one length: one model's tokenizer cuts at 128 tokens, and a passage has 300. */
    private static InputStream tokenizer(String name) throws IOException {
        try (InputStream settings = resource(name + "-tokenizer.json")) {
            var unlimited = (ObjectNode) ToolJson.MAPPER.readTree(settings);
            unlimited.putNull("truncation").putNull("padding");
            return new ByteArrayInputStream(ToolJson.MAPPER.writeValueAsBytes(unlimited));
        }
    }

    private static InputStream resource(String name) {
        return LocalModel.class.getResourceAsStream("/" + name);
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }
}
