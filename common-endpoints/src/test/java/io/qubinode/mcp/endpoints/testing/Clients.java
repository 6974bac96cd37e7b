package io.qubinode.mcp.endpoints.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A clients file as {@code ./qubinode keys} writes it. */
public record Clients(Path file) {

    public Clients(String name) {
        this(Path.of("target", name));
    }

    /** One client; keys are added to it. */
    public record Client(JsonObject json) {
        public Client with(String key, String expires) {
            json.getJsonArray("keys")
                    .add(new JsonObject().put("key_sha256", sha256(key)).put("expires", expires));
            return this;
        }
    }

    public static Client client(String id, String role, List<String> tools) {
        return new Client(new JsonObject()
                .put("id", id)
                .put("role", role)
                .put("tools", new JsonArray(tools))
                .put("keys", new JsonArray()));
    }

    public void write(Client... clients) {
        var list = new JsonArray(Stream.of(clients).map(Client::json).toList());
        writeText(new JsonObject().put("clients", list).encode());
    }

    public void writeText(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
