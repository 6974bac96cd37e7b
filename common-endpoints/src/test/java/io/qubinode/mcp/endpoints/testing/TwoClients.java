package io.qubinode.mcp.endpoints.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.identity.ApiKeyAuthenticator;
import io.qubinode.mcp.security.identity.Authenticator;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.identity.ClientKey;
import io.qubinode.mcp.security.resource.ResourceProvider;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A second client with a key of its own, which may only read; a second key of the first client, with which it may only read too; texts that
 * only the first client's first key may read; and a tool that asks before it takes something away.
 */
public class TwoClients implements QuarkusTestProfile {

    public static final String OTHER_KEY = "other-key-0123456789abcdef0123456789";
    public static final String READING_KEY = "reading-key-0123456789abcdef01234567";
    public static final Map<String, String> DRAFTS = new ConcurrentSkipListMap<>(Map.of("a.md", "A"));

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
                    of(DoorClient.KEY, "default", Permission.EXECUTE),
                    of(READING_KEY, "default", Permission.READ),
                    of(OTHER_KEY, "other", Permission.READ)));
        }

        @Produces
        @Singleton
        @Alternative
        ResourceProvider drafts() {
            return new ProbeResources.Texts("write_note", "draft", DRAFTS);
        }

        /** Beside an alternative, {@link ProbeResources} are not asked. */
        @Produces
        @Singleton
        @Alternative
        ResourceProvider notes() {
            return new ProbeResources.Texts("echo", "note", ProbeResources.NOTES);
        }

        private static Authenticator of(String key, String client, Permission role) {
            return new ApiKeyAuthenticator(
                    List.of(ClientKey.of(key, new Caller(client, ApiKeyAuthenticator.METHOD, role))),
                    Optional.empty(),
                    Clock.systemUTC());
        }
    }
}
