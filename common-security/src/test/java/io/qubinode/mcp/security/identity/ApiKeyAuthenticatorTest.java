package io.qubinode.mcp.security.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.testing.Requests;
import io.qubinode.mcp.security.testing.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyAuthenticatorTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "fedcba9876543210fedcba9876543210";
    private static final Caller ALICE = new Caller("alice", ApiKeyAuthenticator.METHOD, Permission.READ);
    private static final Caller BOB = new Caller("bob", ApiKeyAuthenticator.METHOD, Permission.ADMIN);
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock(NOW);

    @ParameterizedTest
    @CsvSource({"X-API-Key, ''", "Authorization, 'Bearer '", "Authorization, 'bearer '", "Authorization, 'BEARER  '"})
    void knowsTheHolderOfAKeyInEitherHeader(String header, String before) {
        assertThat(of(key(KEY, ALICE), key(OTHER, BOB)).authenticate(Requests.with(header, before + KEY)))
                .contains(ALICE);
        assertThat(of(key(KEY, ALICE), key(OTHER, BOB)).authenticate(Requests.with(header, before + OTHER)))
                .contains(BOB);
    }

    @ParameterizedTest
    @CsvSource({
        "X-API-Key, 0123456789abcdef0123456789abcdeF",
        "X-API-Key, ''",
        "Authorization, Basic 0123456789abcdef0123456789abcdef",
        "Authorization, 0123456789abcdef0123456789abcdef",
        "X-Other, 0123456789abcdef0123456789abcdef"
    })
    void knowsNobodyByAnythingElse(String header, String value) {
        assertThat(of(key(KEY, ALICE)).authenticate(Requests.with(header, value)))
                .isEmpty();
    }

    @Test
    void takesNoKeyThatIsTooShortEvenWhenItIsKnown() {
        String shortOne = KEY.substring(1);
        assertThat(of(key(shortOne, ALICE)).authenticate(Requests.with("X-API-Key", shortOne)))
                .isEmpty();
    }

    @Test
    void takesAKeyUntilItExpires() {
        var until = new ClientKey(KeyHash.ofKey(KEY), Optional.of(NOW.plusSeconds(60)), ALICE);
        var authenticator = of(until);
        assertThat(authenticator.authenticate(Requests.with("X-API-Key", KEY))).contains(ALICE);
        clock.goOn(Duration.ofSeconds(60));
        assertThat(authenticator.authenticate(Requests.with("X-API-Key", KEY))).isEmpty();
    }

    @Test
    void takesTheFirstHolderWhoseKeyIsValid() {
        var ended = new ClientKey(KeyHash.ofKey(KEY), Optional.of(NOW), BOB);
        assertThat(of(ended, key(KEY, ALICE), key(KEY, BOB)).authenticate(Requests.with("X-API-Key", KEY)))
                .contains(ALICE);
    }

    @Test
    void takesTheKeysOfAFileAndItsChanges() throws IOException {
        Path file = folder.resolve("clients.json");
        write(file, KEY);
        var authenticator = new ApiKeyAuthenticator(List.of(), Optional.of(new ClientsFile(file)), clock);
        assertThat(authenticator.authenticate(Requests.with("X-API-Key", KEY)))
                .hasValueSatisfying(caller -> assertThat(caller.client()).isEqualTo("ci"));
        assertThat(authenticator.problem()).isEmpty();
        write(file, OTHER);
        authenticator.refresh();
        assertThat(authenticator.authenticate(Requests.with("X-API-Key", KEY))).isEmpty();
        assertThat(authenticator.authenticate(Requests.with("X-API-Key", OTHER)))
                .isPresent();
        Files.writeString(file, "{");
        authenticator.refresh();
        assertThat(authenticator.problem()).isPresent();
    }

    @Test
    void saysWhatItWants() {
        var authenticator = of(key(KEY, ALICE));
        assertThat(authenticator.method()).isEqualTo("api_key");
        assertThat(authenticator.challenge(Requests.with())).isEqualTo("ApiKey realm=\"qubinode-mcp\"");
        assertThat(authenticator.advice()).contains("X-API-Key");
        assertThat(authenticator.mayBlock(Requests.with("X-API-Key", KEY))).isFalse();
        assertThat(authenticator.problem()).isEmpty();
    }

    private static void write(Path file, String key) throws IOException {
        String hash = HexFormat.of().formatHex(sha256(key));
        Files.writeString(
                file,
                "{\"clients\": [{\"id\": \"ci\", \"role\": \"read\", \"keys\": [{\"key_sha256\": \"" + hash
                        + "\"}]}]}");
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClientKey key(String key, Caller holder) {
        return ClientKey.of(key, holder);
    }

    private ApiKeyAuthenticator of(ClientKey... keys) {
        return new ApiKeyAuthenticator(List.of(keys), Optional.empty(), clock);
    }
}
