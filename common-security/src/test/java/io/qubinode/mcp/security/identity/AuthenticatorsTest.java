package io.qubinode.mcp.security.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.testing.Requests;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthenticatorsTest {

    private static final Caller ALICE = new Caller("alice", "one", Permission.READ);
    private static final Caller BOB = new Caller("bob", "two", Permission.READ);
    private static final HttpServerRequest REQUEST = Requests.with();

    private final List<String> refreshed = new ArrayList<>();

    private final class Fixed implements Authenticator {
        private final String challenge;
        private final Optional<Caller> caller;
        private final boolean blocks;
        private final Optional<String> problem;
        private final Optional<ProtectedResource> resource;

        Fixed(String challenge, Caller caller, boolean blocks, String problem, String resource) {
            this.challenge = challenge;
            this.caller = Optional.ofNullable(caller);
            this.blocks = blocks;
            this.problem = Optional.ofNullable(problem);
            this.resource =
                    Optional.ofNullable(resource).map(uri -> new ProtectedResource(URI.create(uri), List.of("sso")));
        }

        @Override
        public String method() {
            return challenge;
        }

        @Override
        public String challenge(HttpServerRequest refused) {
            return challenge;
        }

        @Override
        public String advice() {
            return "Send " + challenge + ".";
        }

        @Override
        public Optional<ProtectedResource> protectedResource() {
            return resource;
        }

        @Override
        public Optional<Caller> authenticate(HttpServerRequest request) {
            return caller;
        }

        @Override
        public boolean mayBlock(HttpServerRequest request) {
            return blocks;
        }

        @Override
        public void refresh() {
            refreshed.add(challenge);
        }

        @Override
        public Optional<String> problem() {
            return problem;
        }
    }

    @Test
    void asksEachInTheirOrder() {
        assertThat(all(fixed("a", null), fixed("b", BOB), fixed("c", ALICE)).authenticate(REQUEST))
                .contains(BOB);
        assertThat(all(fixed("a", null)).authenticate(REQUEST)).isEmpty();
    }

    @Test
    void challengesOnceForEachSchemeWithAllThatIsSaid() {
        assertThat(all(
                                fixed("Bearer realm=\"r\"", null),
                                fixed("Bearer realm=\"r\", resource=\"m\"", null),
                                fixed("ClientCertificate", null),
                                fixed("Bearer realm=\"r\"", null))
                        .challenges(REQUEST))
                .isEqualTo("Bearer realm=\"r\", resource=\"m\", ClientCertificate");
    }

    @Test
    void advisesAnyOfTheWays() {
        assertThat(all(fixed("a", null), fixed("b", null)).advice()).isEqualTo("Send a. Or: Send b.");
    }

    @Test
    void needsAThreadThatMayWaitWhenOneOfThemDoes() {
        assertThat(all(fixed("a", null), new Fixed("b", null, true, null, null)).mayBlock(REQUEST))
                .isTrue();
        assertThat(all(fixed("a", null), fixed("b", null)).mayBlock(REQUEST)).isFalse();
    }

    @Test
    void tellsWhatIsWrongWithAny() {
        assertThat(all(
                                new Fixed("a", null, false, "one is wrong", null),
                                fixed("b", null),
                                new Fixed("c", null, false, "two is wrong", null))
                        .problem())
                .contains("one is wrong; two is wrong");
        assertThat(all(fixed("a", null)).problem()).isEmpty();
    }

    @Test
    void refreshesAll() {
        all(fixed("a", null), fixed("b", null)).refresh();
        assertThat(refreshed).containsExactly("a", "b");
    }

    @Test
    void knowsWhereTokensComeFromWhenAnyTakesTokens() {
        var resource = all(fixed("a", null), new Fixed("b", null, false, null, "https://lab.example/mcp"))
                .protectedResource();
        assertThat(resource).isPresent();
        assertThat(resource.orElseThrow().metadata())
                .isEqualTo(URI.create("https://lab.example/.well-known/oauth-protected-resource/mcp"));
        assertThat(all(fixed("a", null)).protectedResource()).isEmpty();
        assertThat(all(fixed("a", null)).authorities()).isEmpty();
    }

    @Test
    void findsTheMetadataAtTheUsualPathsAndAtTheResourcesOwn() {
        var resource = new ProtectedResource(URI.create("https://lab.example/airflow/mcp"), List.of());
        String path = "/.well-known/oauth-protected-resource";
        assertThat(List.of(path, path + "/mcp", path + "/airflow/mcp")).allMatch(resource::isMetadata);
        assertThat(List.of(path + "/", path + "/other", "/mcp")).noneMatch(resource::isMetadata);
    }

    private Fixed fixed(String challenge, Caller caller) {
        return new Fixed(challenge, caller, false, null, null);
    }

    private static Authenticators all(Authenticator... authenticators) {
        return new Authenticators(List.of(authenticators));
    }
}
