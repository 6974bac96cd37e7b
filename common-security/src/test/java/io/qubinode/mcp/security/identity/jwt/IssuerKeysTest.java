package io.qubinode.mcp.security.identity.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import com.sun.net.httpserver.HttpServer;
import io.qubinode.mcp.security.testing.Issuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssuerKeysTest {

    private static final Issuer FIRST = new Issuer("RSA");
    private static final Issuer SECOND = new Issuer("RSA");

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger discovered = new AtomicInteger();
    private volatile String discovery = "";
    private volatile String served = jwks(FIRST, "1");
    private HttpServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            asked.incrementAndGet();
            byte[] body = served.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(served.isEmpty() ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/sso/.well-known/openid-configuration", exchange -> {
            discovered.incrementAndGet();
            byte[] body = discovery.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksOnceAndAgainOnlyForAKeyThatItDoesNotKnow() throws JoseException {
        var keys = remote(Duration.ZERO).resolver();
        assertThat(keys.resolveKey(signedWith("1"), List.of())).isEqualTo(publicKey(FIRST));
        assertThat(keys.resolveKey(signedWith("1"), List.of())).isEqualTo(publicKey(FIRST));
        assertThat(asked).hasValue(1);
        served = jwks(SECOND, "2");
        assertThat(keys.resolveKey(signedWith("2"), List.of())).isEqualTo(publicKey(SECOND));
        assertThat(asked).hasValue(2);
    }

    @Test
    void doesNotFloodTheIssuerForForgedTokens() throws JoseException {
        var keys = remote(Duration.ofHours(1)).resolver();
        keys.resolveKey(signedWith("1"), List.of());
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> keys.resolveKey(signedWith("forged"), List.of()))
                    .isInstanceOf(UnresolvableKeyException.class);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void asksAnIssuerThatIsInTroubleOnceForManyForgedTokens() {
        served = "";
        var keys = remote(Duration.ofHours(1)).resolver();
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> keys.resolveKey(signedWith("forged"), List.of()))
                    .isInstanceOf(UnresolvableKeyException.class);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void letsOnlySomeForgedTokensWaitForAnIssuerThatHangs() throws InterruptedException {
        var hangs = new CountDownLatch(1);
        var keys = new RemoteKeys(() -> hanging(hangs), Duration.ofHours(1)).resolver();
        var refused = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                threads.execute(() -> {
                    assertThatThrownBy(() -> keys.resolveKey(signedWith("forged"), List.of()))
                            .isInstanceOf(UnresolvableKeyException.class);
                    refused.incrementAndGet();
                });
            }
            await().untilAtomic(refused, greaterThanOrEqualTo(84));
            assertThat(refused).hasValueLessThan(85);
            hangs.countDown();
        }
        assertThat(refused).hasValue(100);
        assertThat(asked).hasValue(1);
    }

    @Test
    void takesAKnownKeyWithoutWaitingForAnIssuerThatHangs() throws JoseException {
        var hangs = new CountDownLatch(1);
        RemoteKeys.Source wellAtFirst =
                () -> asked.get() == 0 ? new IssuerRequest().keys(address("/jwks")) : hanging(hangs);
        var keys = new RemoteKeys(wellAtFirst, Duration.ZERO, Duration.ZERO).resolver();
        for (int i = 0; i < 5; i++) {
            assertThat(keys.resolveKey(signedWith("1"), List.of())).isEqualTo(publicKey(FIRST));
        }
        await().untilAtomic(asked, equalTo(2));
        hangs.countDown();
    }

    @Test
    void waitsForTheAnswerOfAnIssuerAsAWhole() {
        var cutOff = new AtomicBoolean();
        server.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                for (int i = 0; i < 100; i++) {
                    body.write(' ');
                    body.flush();
                    Thread.sleep(50);
                }
            } catch (IOException | InterruptedException e) {
                cutOff.set(true);
            }
        });
        assertThatThrownBy(() -> new IssuerRequest().get(address("/slow"), Duration.ofMillis(300)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not answer in 300 ms");
        await().untilTrue(cutOff);
    }

    @Test
    void readsOnlySoMuchOfTheAnswerOfAnIssuer() {
        served = "x".repeat(600 * 1024);
        assertThatThrownBy(() -> new IssuerRequest().get(address("/jwks"), Duration.ofSeconds(10)))
                .hasRootCauseMessage("The answer is larger than 524288 bytes");
    }

    private List<JsonWebKey> hanging(CountDownLatch until) throws IOException {
        asked.incrementAndGet();
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("no answer");
    }

    @Test
    void keepsKnownKeysWhileTheIssuerIsInTrouble() throws JoseException {
        var keys = remote(Duration.ZERO).resolver();
        keys.resolveKey(signedWith("1"), List.of());
        served = "";
        assertThatThrownBy(() -> keys.resolveKey(signedWith("2"), List.of()))
                .isInstanceOf(UnresolvableKeyException.class);
        assertThat(keys.resolveKey(signedWith("1"), List.of())).isEqualTo(publicKey(FIRST));
    }

    @Test
    void readsAFileAgainWhenItChanges() throws IOException, JoseException {
        Path file = Files.writeString(folder.resolve("issuer.json"), jwks(FIRST, "1"));
        var keys = (IssuerKeys.InFile) IssuerKeys.at(Optional.of(file.toString()), Issuer.NAME);
        Files.writeString(file, jwks(SECOND, "2"));
        keys.refresh();
        assertThat(keys.resolver().resolveKey(signedWith("2"), List.of())).isEqualTo(publicKey(SECOND));
    }

    @Test
    void refusesAFileWithAPrivateKey() throws IOException, JoseException {
        var pair = PublicJsonWebKey.Factory.newPublicJwk(publicKey(FIRST));
        pair.setPrivateKey(FIRST.keys().getPrivate());
        String json = "{\"keys\":[" + pair.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE) + "]}";
        Path file = Files.writeString(folder.resolve("issuer.json"), json);
        assertThatThrownBy(() -> IssuerKeys.at(Optional.of(file.toString()), Issuer.NAME))
                .hasMessage("issuer.json: it holds no public keys alone");
    }

    @Test
    void asksTheIssuerOnceWhereItsKeysAre() throws JoseException {
        discovery = document(issuer(), address("/jwks"));
        var keys = IssuerKeys.at(Optional.empty(), issuer()).resolver();
        assertThat(keys.resolveKey(signedWith("1"), List.of())).isEqualTo(publicKey(FIRST));
        assertThat(keys.resolveKey(signedWith("1"), List.of())).isEqualTo(publicKey(FIRST));
        assertThat(discovered).hasValue(1);
    }

    @Test
    void asksAgainLaterWhenTheIssuerDidNotSay() throws JoseException {
        var patient = new RemoteKeys(new DiscoveredKeys(issuer()), Duration.ofHours(1)).resolver();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> patient.resolveKey(signedWith("1"), List.of()))
                    .isInstanceOf(UnresolvableKeyException.class);
        }
        assertThat(discovered).hasValue(1);
        var again = new RemoteKeys(new DiscoveredKeys(issuer()), Duration.ZERO).resolver();
        assertThatThrownBy(() -> again.resolveKey(signedWith("1"), List.of()))
                .isInstanceOf(UnresolvableKeyException.class);
        discovery = document(issuer(), address("/jwks"));
        assertThat(again.resolveKey(signedWith("1"), List.of())).isEqualTo(publicKey(FIRST));
    }

    @ParameterizedTest
    @CsvSource({"https://other.example, JWKS", "ISSUER, http://keys.example/jwks", "ISSUER, ''"})
    void believesNoDocumentOfAnotherOrWithKeysThatAnybodyCanChange(String of, String place) {
        discovery = document(of.replace("ISSUER", issuer()), place.replace("JWKS", address("/jwks")));
        var keys = IssuerKeys.at(Optional.empty(), issuer()).resolver();
        assertThatThrownBy(() -> keys.resolveKey(signedWith("1"), List.of()))
                .isInstanceOf(UnresolvableKeyException.class);
        assertThat(asked).hasValue(0);
    }

    private String issuer() {
        return address("/sso");
    }

    private String address(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private static String document(String issuer, String keys) {
        return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\"}";
    }

    private IssuerKeys remote(Duration between) {
        return new RemoteKeys(() -> new IssuerRequest().keys(address("/jwks")), between);
    }

    private static Key publicKey(Issuer issuer) {
        return issuer.keys().getPublic();
    }

    private static JsonWebSignature signedWith(String keyId) {
        var signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("RS256");
        signature.setKeyIdHeaderValue(keyId);
        return signature;
    }

    private static String jwks(Issuer issuer, String keyId) {
        try {
            var key = PublicJsonWebKey.Factory.newPublicJwk(publicKey(issuer));
            key.setKeyId(keyId);
            return new JsonWebKeySet(key).toJson();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
