package io.qubinode.mcp.security.identity.jwt;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/** Reads a small document of an issuer. Its answer is bounded in size, and in time as a whole. */
final class IssuerRequest {

    private static final int LARGEST = 512 * 1024;
    private static final int OK = 200;

    /** Made when first needed: it reads all of Java's authorities. */
    private HttpClient client;

    /** The keys of a JWKS. Blocks. */
    List<JsonWebKey> keys(String address) throws IOException {
        try {
            return new JsonWebKeySet(get(address, RemoteKeys.Source.TIME)).getJsonWebKeys();
        } catch (JoseException e) {
            throw new IOException(address + " is not a JWKS", e);
        }
    }

    /**
     * The body of an answer with status 200. Blocks.
     *
     * @param time from the connection to the last byte
     */
    String get(String address, Duration time) throws IOException {
        var answer = client().sendAsync(request(address), head -> new Bounded());
        try {
            HttpResponse<byte[]> response = answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new IOException(address + " answers with status " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw new IOException(address + " did not answer in " + time.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(address + " cannot be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            answer.cancel(true);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
        }
        return client;
    }

    private static HttpRequest request(String address) throws IOException {
        try {
            return HttpRequest.newBuilder(URI.create(address)).GET().build();
        } catch (IllegalArgumentException e) {
            throw new IOException(address + " is not an address", e);
        }
    }

    private static final class Bounded implements BodySubscriber<byte[]> {

        private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
        private Flow.Subscription subscription;
        private long left = LARGEST;

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            whole.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (ByteBuffer piece : pieces) {
                left -= piece.remaining();
            }
            if (left < 0) {
                subscription.cancel();
                whole.onError(new IOException("The answer is larger than " + LARGEST + " bytes"));
            } else {
                whole.onNext(pieces);
            }
        }

        @Override
        public void onError(Throwable failure) {
            whole.onError(failure);
        }

        @Override
        public void onComplete() {
            if (left >= 0) {
                whole.onComplete();
            }
        }
    }
}
