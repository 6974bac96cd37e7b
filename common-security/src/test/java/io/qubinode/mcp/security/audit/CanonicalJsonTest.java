package io.qubinode.mcp.security.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;

class CanonicalJsonTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Property(tries = 1000)
    void writesWhatAnIndependentImplementationOfTheRfcWrites(@ForAll("objects") ObjectNode value) throws IOException {
        String ours = canonical(value);
        assertThat(ours).isEqualTo(new JsonCanonicalizer(ours).getEncodedString());
    }

    @Property(tries = 300)
    void isTheSameAfterItWasReadAgain(@ForAll("objects") ObjectNode value) throws IOException {
        String ours = canonical(value);
        assertThat(canonical(ToolJson.MAPPER.readTree(ours))).isEqualTo(ours);
    }

    @Example
    void sortsNamesAtEveryLevelAndKeepsTheOrderOfLists() throws IOException {
        assertThat(canonical(ToolJson.MAPPER.readTree("""
                {"b": [3, {"z": null, "a": true}], "a": "\\u001f\\u00e9\\/"}""")))
                .isEqualTo("{\"a\":\"\\u001fé/\",\"b\":[3,{\"a\":true,\"z\":null}]}");
    }

    @Example
    void writesNumbersThatLanguagesDisagreeAboutAsText() throws IOException {
        assertThat(canonical(ToolJson.MAPPER.readTree("[1.5, 9007199254740993, 9007199254740991, 1e300]")))
                .isEqualTo("[\"1.5\",\"9007199254740993\",9007199254740991,\"1.0E300\"]");
    }

    @Example
    void survivesHalfASurrogatePair() {
        assertThat(canonical(JSON.objectNode().put("\ud800", "\udc00x"))).isEqualTo("{\"?\":\"?x\"}");
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        Arbitrary<String> text = Arbitraries.strings().all().ofMaxLength(6);
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                text.map(JSON::textNode),
                Arbitraries.longs().map(JSON::numberNode),
                Arbitraries.doubles().map(JSON::numberNode),
                Arbitraries.of(true, false).map(JSON::booleanNode),
                Arbitraries.just(JSON.nullNode()));
        Arbitrary<JsonNode> values = Arbitraries.recursive(
                () -> leaves,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(list -> JSON.arrayNode().addAll(list)),
                        Arbitraries.maps(text, inner).ofMaxSize(4).map(CanonicalJsonTest::object)),
                0,
                3);
        return Arbitraries.maps(text, values).ofMaxSize(5).map(CanonicalJsonTest::object);
    }

    private static ObjectNode object(Map<String, JsonNode> fields) {
        return JSON.objectNode().setAll(fields);
    }

    private static String canonical(JsonNode value) {
        return new String(CanonicalJson.bytes(value), StandardCharsets.UTF_8);
    }
}
