package io.qubinode.mcp.security.identity;

import io.qubinode.mcp.security.core.Caller;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * API keys, in {@code X-API-Key} or {@code Authorization: Bearer}. Only hashes are kept in memory; each is compared, in constant
 * time, so that neither a part of a key nor the number of the client that holds it can be learned.
 */
public final class ApiKeyAuthenticator implements Authenticator {

    public static final String METHOD = "api_key";

    /** The fewest characters that a key may have: 128 bits, were it hexadecimal. */
    public static final int MINIMUM_LENGTH = 32;

    private final List<ClientKey> fixed;
    private final Optional<ClientsFile> file;
    private final Clock clock;

    /**
     * Keys that settings name, and those in a file.
     *
     * @param fixed empty when only the file's keys are valid
     * @param file empty when there is none
     */
    public ApiKeyAuthenticator(List<ClientKey> fixed, Optional<ClientsFile> file, Clock clock) {
        this.fixed = List.copyOf(fixed);
        this.file = file;
        this.clock = clock;
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public String challenge(HttpServerRequest refused) {
        // Bearer would have MCP clients look for an issuer of tokens.
        return "ApiKey realm=\"qubinode-mcp\"";
    }

    @Override
    public String advice() {
        return "Send the API key in X-API-Key.";
    }

    @Override
    public Optional<Caller> authenticate(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("X-API-Key"))
                .or(() -> Credentials.bearer(request))
                .filter(key -> key.length() >= MINIMUM_LENGTH)
                .flatMap(this::holder);
    }

    @Override
    public void refresh() {
        file.ifPresent(ClientsFile::refresh);
    }

    @Override
    public Optional<String> problem() {
        return file.flatMap(ClientsFile::problem);
    }

    private Optional<Caller> holder(String key) {
        KeyHash given = KeyHash.ofKey(key);
        Instant now = clock.instant();
        // No early end: how long it takes must not tell which key was nearest, or first.
        Optional<Caller> holder = Optional.empty();
        for (List<ClientKey> keys : List.of(fixed, file.map(ClientsFile::keys).orElse(List.of()))) {
            for (ClientKey known : keys) {
                if (known.hash().matches(given) && holder.isEmpty() && known.isValidAt(now)) {
                    holder = Optional.of(known.caller());
                }
            }
        }
        return holder;
    }
}
