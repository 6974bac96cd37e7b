package io.qubinode.mcp.endpoints.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.identity.ApiKeyAuthenticator;
import io.qubinode.mcp.security.identity.Authenticator;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.identity.ClientKey;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A second client with a key of its own, which may only read; and a tool that asks before it takes something away. */
public class TwoClients implements QuarkusTestProfile {

    public static final String OTHER_KEY = "other-key-0123456789abcdef0123456789";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("probe.mcp.tools.dangerous.confirm", "true");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Keys.class);
    }

    @Alternative
    @Singleton
    public static final class Keys {
        @Produces
        @Singleton
        @Alternative
        Authenticators both() {
            return new Authenticators(List.of(
                    of(DoorClient.KEY, "default", Permission.EXECUTE), of(OTHER_KEY, "other", Permission.READ)));
        }

        private static Authenticator of(String key, String client, Permission role) {
            return new ApiKeyAuthenticator(
                    List.of(ClientKey.of(key, new Caller(client, ApiKeyAuthenticator.METHOD, role))),
                    Optional.empty(),
                    Clock.systemUTC());
        }
    }
}
