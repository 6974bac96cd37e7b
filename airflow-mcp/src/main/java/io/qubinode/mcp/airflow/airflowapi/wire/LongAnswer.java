package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.qubinode.mcp.security.backend.BoundedStream;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads answers as they arrive and keeps only what is used of them. A page of runs holds the conf of each, of any size, and the
 * lists of task instances, variables and connections hold values that are not even looked at. Safe to use from any thread.
 */
public final class LongAnswer<T> {

    /** So many bytes are read of an answer. Most of them are skipped, which costs time but no memory. */
    public static final long LARGEST = 1L << 30;

    /** So many characters are kept of an answer. */
    static final int MOST_KEPT = 4 << 20;

    // A character may be two of Java's.
    private static final int LONGEST_TEXT = 2 * MOST_KEPT + ShortenedTexts.LEFT_OUT.length();
    // Anyone who sends a conf that is nested deeper must not take the lists of runs from everybody.
    private static final int DEEPEST = 100_000;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_TEXT)
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .annotationIntrospector(new UnknownIsSkipped())
            .build();

    private final ObjectReader reader;

    private LongAnswer(ObjectReader reader) {
        this.reader = reader;
    }

    /** An answer of a type, without what is a {@link BoundedValue} in it. */
    public static <T> LongAnswer<T> of(Class<T> type) {
        return new LongAnswer<>(MAPPER.readerFor(type));
    }

    public static <T> LongAnswer<WirePage<T>> pageOf(Class<T> item) {
        return new LongAnswer<>(
                MAPPER.readerFor(MAPPER.getTypeFactory().constructParametricType(WirePage.class, item)));
    }

    /** With so many characters of each {@link BoundedValue}. */
    public LongAnswer<T> keeping(int characters) {
        return new LongAnswer<>(reader.withAttribute(BoundedValue.class, characters));
    }

    /** A record's unknown fields are kept until the record is made, even where they are not a failure, unless its type says this. */
    private static final class UnknownIsSkipped extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
            return super.findPropertyIgnoralByName(config, annotated).withIgnoreUnknown();
        }
    }

    /**
     * Reads one value and closes the body.
     *
     * @param body null for an answer without one
     * @return null when there is none
     * @throws ProcessingException when it is not such JSON or breaks off
     * @throws io.qubinode.mcp.security.backend.AnswerTooLarge when more than 4 MiB of it would be kept
     */
    public T read(InputStream body) {
        if (body == null) {
            return null;
        }
        try (JsonParser json = counted(parser(body, MOST_KEPT))) {
            return reader.readValue(json);
        } catch (IOException e) {
            throw new ProcessingException(e);
        }
    }

    /**
     * For a reader of its own.
     *
     * @param longest so many characters are kept of a text, from 8,192; the text then says that the rest is not shown
     */
    public static JsonParser parser(InputStream body, int longest) throws IOException {
        return MAPPER.createParser(new ShortenedTexts(new BoundedStream(body, LARGEST), longest));
    }

    /** Throws {@link io.qubinode.mcp.security.backend.AnswerTooLarge} when more than 4 MiB are taken out of what it reads from now on. */
    public static JsonParser counted(JsonParser json) {
        return new CountedTokens(json, MOST_KEPT);
    }
}
