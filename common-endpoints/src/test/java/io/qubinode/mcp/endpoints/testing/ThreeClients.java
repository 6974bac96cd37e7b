package io.qubinode.mcp.endpoints.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolNames;
import io.qubinode.mcp.security.identity.ApiKeyAuthenticator;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.identity.ClientKey;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A client that may do everything, one that may use no tool, and one that may ask once a minute. */
public class ThreeClients implements QuarkusTestProfile {

    public static final String OUTSIDER = "outsider-key-0123456789abcdef01234567";
    public static final String HASTY = "hasty-key-0123456789abcdef0123456789";

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
        Authenticators three() {
            var nothing = new ToolNames(List.of("no_such_tool"));
            return new Authenticators(List.of(new ApiKeyAuthenticator(
                    List.of(
                            key(DoorClient.KEY, "default", ToolNames.ALL, OptionalInt.empty()),
                            key(OUTSIDER, "outsider", nothing, OptionalInt.empty()),
                            key(HASTY, "hasty", ToolNames.ALL, OptionalInt.of(1))),
                    Optional.empty(),
                    Clock.systemUTC())));
        }

        private static ClientKey key(String key, String client, ToolNames tools, OptionalInt limit) {
            return ClientKey.of(key, new Caller(client, ApiKeyAuthenticator.METHOD, Permission.ADMIN, tools, limit));
        }
    }
}
