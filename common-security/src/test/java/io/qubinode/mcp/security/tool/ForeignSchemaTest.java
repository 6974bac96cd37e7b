package io.qubinode.mcp.security.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpServer;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForeignSchemaTest {

    private static final byte[] FETCHED = "{\"const\":\"secret\"}".getBytes(StandardCharsets.UTF_8);

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, FETCHED.length);
            exchange.getResponseBody().write(FETCHED);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @EnumSource
    void fetchesNothingFromTheNetwork(ForeignSchema schemas) throws IOException {
        String address = "http://localhost:" + server.getAddress().getPort() + "/x.json";
        for (String schema : new String[] {
            "{\"$ref\":\"@\"}",
            "{\"allOf\":[{\"not\":{\"$ref\":\"@#/a\"}}]}",
            "{\"$schema\":\"@\"}",
            "{\"$id\":\"@\",\"$ref\":\"y.json\"}"
        }) {
            assertThat(problems(schemas, schema.replace("@", address)))
                    .as(schema)
                    .isEmpty();
        }
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void readsNoFile(ForeignSchema schemas) throws IOException {
        Path file = Files.write(folder.resolve("x.json"), FETCHED);
        assertThat(problems(schemas, "{\"allOf\":[{\"$ref\":\"" + file.toUri() + "\"}]}"))
                .isEmpty();
        assertThat(problems(schemas, "{\"$ref\":\"classpath:draft-07/schema\"}"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void followsReferencesInTheSchemaItself(ForeignSchema schemas) throws IOException {
        for (String place : new String[] {"definitions", "$defs"}) {
            String schema = "{\"$ref\":\"#/@/size\",\"@\":{\"size\":{\"type\":\"integer\"}}}".replace("@", place);
            assertThat(problems(schemas, schema)).hasSize(1);
        }
    }

    @Test
    void knowsItsOwnVocabulary() throws IOException {
        String schema = "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"integer\"}";
        assertThat(problems(ForeignSchema.DRAFT_7, schema)).hasSize(1);
    }

    private static List<String> problems(ForeignSchema schemas, String schema) throws IOException {
        JsonNode read = ToolJson.MAPPER.readTree(schema);
        return schemas.problems(read, TextNode.valueOf("anything"));
    }
}
