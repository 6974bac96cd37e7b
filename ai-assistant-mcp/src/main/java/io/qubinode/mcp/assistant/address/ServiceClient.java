package io.qubinode.mcp.assistant.address;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.security.backend.AnswerBounds;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Clients of services that operators name. */
public final class ServiceClient {

    private static final Duration TO_CONNECT = Duration.ofSeconds(3);

    private ServiceClient() {}

    /**
     * A client whose every answer comes within bounds, or is a {@link ServiceFailure}.
     *
     * @param patience from the request to the last byte of the answer
     * @param largest how many bytes of an answer are read
     */
    public static <T> T of(Class<T> api, URI uri, Duration patience, long largest) {
        Duration connect = patience.compareTo(TO_CONNECT) < 0 ? patience : TO_CONNECT;
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(uri)
                .connectTimeout(connect.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(new AnswerBounds(largest, patience))
                .build(api);
    }
}
