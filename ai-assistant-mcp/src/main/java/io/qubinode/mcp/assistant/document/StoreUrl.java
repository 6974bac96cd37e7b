package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Optional;

/**
 * Where documents are shared: {@code postgresql://user:password@host:5432/database}.
 *
 * @param host a name or address
 * @param port 1 to 65535
 * @param database its name
 * @param user who connects; empty for the operating system's user
 * @param password empty when none is needed
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">Connection URIs</a>
 */
public record StoreUrl(String host, int port, String database, Optional<String> user, Optional<String> password) {

    private static final int DEFAULT_PORT = 5432;

    public StoreUrl {
        requireNonNull(host);
        requireNonNull(database);
        requireNonNull(user);
        requireNonNull(password);
    }

    /**
     * Reads an address; the configuration finds this by its name and signature.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static StoreUrl of(String text) {
        URI uri = URI.create(text.strip());
        boolean postgres = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        String path = uri.getPath();
        if (!postgres || uri.getHost() == null || path == null || path.length() < 2 || uri.getQuery() != null) {
            throw new IllegalArgumentException("not an address such as postgresql://user:password@host:5432/database");
        }
        String[] who =
                uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
        return new StoreUrl(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.substring(1),
                who.length > 0 ? Optional.of(who[0]) : Optional.empty(),
                who.length > 1 ? Optional.of(who[1]) : Optional.empty());
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "postgresql://" + host + ":" + port + "/" + database;
    }
}
