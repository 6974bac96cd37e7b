package io.qubinode.mcp.security.config;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.identity.ApiKeyAuthenticator;
import io.qubinode.mcp.security.identity.Authenticator;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.identity.ClientKey;
import io.qubinode.mcp.security.identity.ClientsFile;
import io.qubinode.mcp.security.identity.jwt.JwtAuthenticator;
import io.qubinode.mcp.security.identity.jwt.JwtSettings;
import io.qubinode.mcp.security.identity.jwt.KeyAddress;
import io.qubinode.mcp.security.identity.mtls.MutualTlsAuthenticator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks the settings of the ways to prove an identity, and makes these from them. */
public final class AuthMethods {

    static final Set<String> ALL =
            Set.of(ApiKeyAuthenticator.METHOD, JwtAuthenticator.METHOD, MutualTlsAuthenticator.METHOD);

    private static final String STATUS = "status";

    private AuthMethods() {}

    /**
     * Looks at what the chosen methods need, files included.
     *
     * @param service prefix of the keys, for example {@code airflow.mcp.}
     * @throws WrongConfiguration naming the first thing that is wrong
     */
    static void check(String service, McpConfig mcp) {
        String prefix = service + "auth.";
        McpConfig.Auth auth = mcp.auth();
        if (auth.method().contains(ApiKeyAuthenticator.METHOD)) {
            checkApiKeys(prefix, auth);
        }
        if (auth.method().contains(JwtAuthenticator.METHOD)) {
            checkTokens(prefix + "jwt.", auth.jwt());
        }
        if (auth.method().contains(MutualTlsAuthenticator.METHOD)) {
            TlsChecks.checkClients(service, mcp);
        }
    }

    private static void checkApiKeys(String prefix, McpConfig.Auth auth) {
        String key = prefix + "api_key";
        StartupChecks.require(
                auth.apiKey().isPresent() || auth.clientsFile().isPresent(), key, "nothing", StartupChecks.SECRET);
        auth.apiKey().ifPresent(secret -> StartupChecks.requireStrong(key, secret));
        auth.statusKey().ifPresent(secret -> {
            StartupChecks.requireStrong(prefix + "status_key", secret);
            StartupChecks.require(
                    auth.apiKey().filter(secret::equals).isEmpty(),
                    prefix + "status_key",
                    "the same secret (not shown)",
                    "another than api_key");
        });
        auth.clientsFile()
                .ifPresent(file -> right(prefix + "clients_file", file, () -> new ClientsFile(Path.of(file))));
    }

    private static void checkTokens(String prefix, JwtSettings jwt) {
        String keys = jwt.keys().orElse("nothing");
        StartupChecks.require(
                jwt.issuer().isPresent(), prefix + "issuer", "nothing", "the issuer (iss) that a token must have");
        StartupChecks.require(
                jwt.keys()
                        .map(place -> !KeyAddress.is(place) || KeyAddress.isSafe(place))
                        .orElseGet(() -> KeyAddress.isSafe(jwt.issuer().orElseThrow())),
                prefix + "keys",
                keys,
                "a file with PEM or a JWKS, or the https address of a JWKS; nothing only where the issuer is an https address");
        StartupChecks.require(
                jwt.audience().isPresent(),
                prefix + "audience",
                "nothing",
                "the audience (aud) that a token must have");
        StartupChecks.require(
                jwt.clockSkew().compareTo(Duration.ofMinutes(5)) <= 0,
                prefix + "clock_skew",
                jwt.clockSkew(),
                "at most 5m");
        try {
            JwtAuthenticator.resource(jwt);
        } catch (IllegalArgumentException e) {
            String resource = jwt.resource().or(jwt::audience).orElseThrow();
            StartupChecks.require(
                    false, prefix + "resource", resource, "the address of /mcp such as https://mcp.lab.example/mcp");
        }
        right(prefix + "keys", keys, () -> new JwtAuthenticator(jwt));
    }

    static void right(String key, String value, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            StartupChecks.require(false, key, value, "a file that can be read and is right; " + e.getMessage());
        }
    }

    public static Authenticators authenticators(McpConfig.Auth auth) {
        return new Authenticators(auth.method().stream()
                .map(method -> authenticator(method, auth))
                .toList());
    }

    private static Authenticator authenticator(String method, McpConfig.Auth auth) {
        return switch (method) {
            case ApiKeyAuthenticator.METHOD ->
                new ApiKeyAuthenticator(
                        Stream.of(
                                        auth.apiKey()
                                                .map(key -> ClientKey.of(
                                                        key, new Caller(auth.client(), method, auth.role()))),
                                        auth.statusKey()
                                                .map(key ->
                                                        ClientKey.of(key, new Caller(STATUS, method, Permission.READ))))
                                .flatMap(Optional::stream)
                                .toList(),
                        auth.clientsFile().map(file -> new ClientsFile(Path.of(file))),
                        Clock.systemUTC());
            case JwtAuthenticator.METHOD -> new JwtAuthenticator(auth.jwt());
            case MutualTlsAuthenticator.METHOD -> new MutualTlsAuthenticator(auth.mtls(), Clock.systemUTC());
            default -> throw new IllegalArgumentException(method);
        };
    }
}
