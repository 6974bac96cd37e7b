package io.qubinode.mcp.security.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.core.ToolNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The clients and the hashes of their keys, as {@code ./qubinode keys} writes them. A file of its own, and JSON, because a program
 * writes it while services run: {@code mcp-servers.yml} is a person's, with comments. A change is in force after a second; a
 * broken file changes nothing.
 */
public final class ClientsFile {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    private record Document(List<Client> clients) {}

    private record Client(String id, Permission role, List<String> tools, Integer requestsPerMinute, List<Key> keys) {}

    private record Key(@JsonProperty("key_sha256") String sha256, Instant expires) {}

    private final WatchedFiles<List<ClientKey>> file;

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException when it cannot be read or something in it is wrong, in one sentence
     */
    public ClientsFile(Path path) {
        file = new WatchedFiles<>(path, ClientsFile::parse);
    }

    /** All keys, those that have expired included. */
    List<ClientKey> keys() {
        return file.content();
    }

    public Optional<String> problem() {
        return file.problem();
    }

    public void refresh() {
        file.refresh();
    }

    private static List<ClientKey> parse(byte[] content) throws IOException {
        Document document = read(content);
        requireThat(document != null && document.clients() != null, "it has no \"clients\"");
        var ids = new HashSet<String>();
        var keys = new ArrayList<ClientKey>();
        for (Client client : document.clients()) {
            requireThat(client != null && ids.add(client.id()), "a client is there twice");
            keys.addAll(keysOf(client));
        }
        return List.copyOf(keys);
    }

    private static Document read(byte[] content) throws IOException {
        try {
            return ToolJson.MAPPER.readValue(content, Document.class);
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            String line = where == null ? "" : ", line " + where.getLineNr();
            throw new IllegalArgumentException("it is not JSON in the shape that ./qubinode keys writes" + line, e);
        }
    }

    private static List<ClientKey> keysOf(Client client) {
        requireThat(
                client.id() != null && ID.matcher(client.id()).matches(),
                client.id() + " is not an id of 1 to 64 letters, digits and . _ @ -");
        try {
            requireThat(client.role() != null, "it has no role");
            requireThat(client.keys() != null, "it has no keys");
            Integer limit = client.requestsPerMinute();
            requireThat(limit == null || limit >= 1 && limit <= 1_000_000, "requests_per_minute is not 1 to 1000000");
            var caller = new Caller(
                    client.id(),
                    ApiKeyAuthenticator.METHOD,
                    client.role(),
                    client.tools() == null ? ToolNames.ALL : new ToolNames(client.tools()),
                    limit == null ? OptionalInt.empty() : OptionalInt.of(limit));
            return client.keys().stream()
                    .map(key -> new ClientKey(hash(key), Optional.ofNullable(key.expires()), caller))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("client " + client.id() + ": " + e.getMessage(), e);
        }
    }

    private static KeyHash hash(Key key) {
        try {
            return KeyHash.parse(key == null ? "" : String.valueOf(key.sha256()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("key_sha256 is not 64 hexadecimal digits", e);
        }
    }

    private static void requireThat(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
