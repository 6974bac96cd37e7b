package io.qubinode.mcp.endpoints.testing;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;

/** Generated requests that are wrong in some way or other: of everything that a door reads, something else. */
public final class BadRequests {

    private static final Arbitrary<String> TEXT = Arbitraries.oneOf(
            Arbitraries.strings().all().ofMaxLength(30),
            Arbitraries.randomValue(BadRequests::longText).injectDuplicates(0.1),
            Arbitraries.of("", "../../etc/passwd", "${jndi:ldap://x}", "{{7*7}}", "'; DROP TABLE", "\u0000", "echo"));

    private BadRequests() {}

    /** Up to 3,000 ASCII characters: as strings of jqwik, which could make them shorter again, they take most of the test. */
    private static String longText(Random random) {
        var text = new StringBuilder();
        for (int left = random.nextInt(3_001); left > 0; left--) {
            text.append((char) random.nextInt(128));
        }
        return text.toString();
    }

    /** One request. */
    public record BadRequest(String method, String path, Map<String, String> headers, byte[] body) {

        /** The same with another header. */
        public BadRequest with(String header, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new BadRequest(method, path, more, body);
        }

        /** The same to another path. */
        public BadRequest to(String otherPath) {
            return new BadRequest(method, otherPath, headers, body);
        }

        @Override
        public String toString() {
            String text = new String(body, StandardCharsets.UTF_8);
            return method + " " + path + " " + headers + " " + text.substring(0, Math.min(text.length(), 500));
        }
    }

    /** A good one: opens a session. */
    public static BadRequest initialize() {
        var body = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "initialize")
                .put(
                        "params",
                        new JsonObject()
                                .put("protocolVersion", "2025-11-25")
                                .put("capabilities", new JsonObject())
                                .put(
                                        "clientInfo",
                                        new JsonObject().put("name", "t").put("version", "1")));
        return new BadRequest(
                "POST",
                "/mcp",
                headers(DoorClient.KEY, "application/json"),
                body.toBuffer().getBytes());
    }

    public static List<BadRequest> rest(int count) {
        Arbitrary<String> paths = Arbitraries.oneOf(
                Arbitraries.of(
                        "/tools", "/tools/", "/tools/echo", "/tools/write_note", "/tools/hidden", "/tools//echo"),
                TEXT.map(text -> "/tools/" + encoded(text)),
                TEXT.map(text -> "/" + encoded(text)));
        return sample(
                count,
                Combinators.combine(methods(), paths, keys(), types(), bodies())
                        .as((method, path, key, type, body) -> new BadRequest(method, path, headers(key, type), body)));
    }

    /** For a session; only POST, for GET opens a stream, as it should. */
    public static List<BadRequest> mcp(int count) {
        Arbitrary<byte[]> messages = Arbitraries.oneOf(bodies(), messages());
        return sample(
                count,
                Combinators.combine(keys(), types(), messages)
                        .as((key, type, body) -> new BadRequest("POST", "/mcp", headers(key, type), body)));
    }

    private static List<BadRequest> sample(int count, Arbitrary<BadRequest> requests) {
        var list = new ArrayList<BadRequest>();
        JqwikSession.run(() -> requests.sampleStream().limit(count).forEach(list::add));
        return list;
    }

    private static Arbitrary<String> methods() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just("POST")),
                Tuple.of(2, Arbitraries.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND")));
    }

    private static Arbitrary<String> keys() {
        return Arbitraries.of(DoorClient.KEY, DoorClient.KEY, DoorClient.KEY, "wrong", "");
    }

    private static Arbitrary<String> types() {
        return Arbitraries.of(
                "application/json", "application/json", "text/plain", "application/xml", "*/*", "nonsense");
    }

    private static Arbitrary<byte[]> bodies() {
        return Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
                json().map(BadRequests::bytes),
                Arbitraries.integers()
                        .between(1, 5000)
                        .map(depth -> "[".repeat(depth).getBytes(StandardCharsets.UTF_8)),
                Arbitraries.integers().between(1, 5000).map(depth -> ("{\"message\":" + "[".repeat(depth)
                                + "]".repeat(depth) + "}")
                        .getBytes(StandardCharsets.UTF_8)),
                Arbitraries.maps(
                                Arbitraries.oneOf(TEXT, Arbitraries.of("message", "times", "extra", "note_name")),
                                json())
                        .ofMaxSize(4)
                        .map(BadRequests::bytes));
    }

    /** JSON-RPC with each part wrong now and then. */
    private static Arbitrary<byte[]> messages() {
        Arbitrary<Object> methods = Arbitraries.oneOf(
                Arbitraries.of(
                        "tools/call",
                        "tools/call",
                        "tools/list",
                        "ping",
                        "resources/read",
                        "prompts/get",
                        "logging/setLevel"),
                TEXT,
                json());
        Arbitrary<Object> calls = Combinators.combine(
                        Arbitraries.oneOf(Arbitraries.of("echo", "write_note", "hidden", "work"), TEXT, json()), json())
                .as((name, arguments) -> {
                    var params = new LinkedHashMap<String, Object>();
                    params.put("name", name);
                    params.put("arguments", arguments);
                    return params;
                });
        return Combinators.combine(
                        Arbitraries.of("2.0", "2.0", "2.0", "1.0", ""),
                        Arbitraries.oneOf(Arbitraries.integers().map(id -> (Object) id), json()),
                        methods,
                        Arbitraries.oneOf(calls, json()))
                .as((version, id, method, params) -> {
                    var message = new LinkedHashMap<String, Object>();
                    message.put("jsonrpc", version);
                    message.put("id", id);
                    message.put("method", method);
                    message.put("params", params);
                    return bytes(message);
                });
    }

    private static Arbitrary<Object> json() {
        Arbitrary<Object> leaves = Arbitraries.oneOf(
                TEXT.map(text -> (Object) text),
                Arbitraries.bigIntegers().map(number -> (Object) number),
                Arbitraries.doubles().map(number -> (Object) number),
                Arbitraries.of(true, false).map(bool -> (Object) bool),
                Arbitraries.just("null").map(text -> (Object) text));
        return Arbitraries.recursive(
                () -> leaves,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(list -> (Object) list),
                        Arbitraries.maps(TEXT, inner).ofMaxSize(3).map(map -> (Object) map)),
                0,
                3);
    }

    private static Map<String, String> headers(String key, String type) {
        var headers = new LinkedHashMap<String, String>();
        if (!key.isEmpty()) {
            headers.put("X-API-Key", key);
        }
        headers.put("Content-Type", type);
        headers.put("Accept", "application/json, text/event-stream");
        return headers;
    }

    private static byte[] bytes(Object value) {
        return Json.encode(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text.substring(0, Math.min(text.length(), 200)), StandardCharsets.UTF_8);
    }
}
