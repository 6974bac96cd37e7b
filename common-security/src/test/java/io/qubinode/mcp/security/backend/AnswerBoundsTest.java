package io.qubinode.mcp.security.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerBoundsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int SIZE = 100_000;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final AtomicBoolean cutOff = new AtomicBoolean();
    private HttpServer server;

    private interface Body {
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        answers("/some", out -> out.write(new byte[SIZE]));
        // Both end, so that the test also does where nothing is cut off.
        answers("/large", out -> {
            for (int i = 0; i < 1_000; i++) {
                out.write(new byte[SIZE]);
            }
        });
        answers("/events", out -> {
            for (int i = 0; i < 10; i++) {
                out.write(new byte[SIZE]);
                out.write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        });
        answers("/slow", out -> {
            for (int i = 0; i < 100; i++) {
                out.write(' ');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(50);
            }
        });
        server.start();
    }

    private void answers(String path, Body body) {
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                body.writeTo(exchange.getResponseBody());
            } catch (IOException | InterruptedException e) {
                cutOff.set(true);
            }
        });
    }

    @AfterEach
    void stop() {
        server.stop(0);
        vertx.close();
    }

    @Test
    void takesAnswersWithinTheirBounds() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(body("/some", new AnswerBounds(SIZE, LONG)).length()).isEqualTo(SIZE);
            assertThat(body("/some", new EventStreamBounds(SIZE, LONG)).length())
                    .isEqualTo(SIZE);
        }
    }

    @Test
    void endsAnAnswerThatIsTooLarge() {
        assertThatThrownBy(() -> body("/large", new AnswerBounds(SIZE, LONG)))
                .satisfies(e -> assertThat(AnswerTooLarge.caused(e)).isTrue());
        await().untilTrue(cutOff);
    }

    @Test
    void endsAnAnswerThatTakesTooLongAsAWhole() {
        assertThatThrownBy(() -> body("/slow", new AnswerBounds(SIZE, Duration.ofMillis(300))))
                .hasRootCauseInstanceOf(TimeoutException.class);
        await().untilTrue(cutOff);
    }

    @Test
    void endsEventsThatAreTooLargeWhoeverReadsThem() {
        assertThatThrownBy(() ->
                        answered("/large", new EventStreamBounds(SIZE, LONG), response -> response.handler(piece -> {})
                                .end()))
                .satisfies(e -> assertThat(AnswerTooLarge.caused(e)).isTrue());
        await().untilTrue(cutOff);
    }

    @Test
    void endsOneEventThatGrowsWithoutEnd() {
        assertThatThrownBy(() -> body("/large", new EventStreamBounds(Long.MAX_VALUE, LONG)))
                .satisfies(e -> assertThat(AnswerTooLarge.caused(e)).isTrue());
        await().untilTrue(cutOff);
    }

    @Test
    void takesManyEventsThatAreLongTogether() throws Exception {
        assertThat(body("/events", new EventStreamBounds(Long.MAX_VALUE, LONG)).length())
                .isEqualTo(10 * (SIZE + 4));
    }

    @Test
    void readsOnlySoMuchOfAStream() throws IOException {
        try (var some = new BoundedStream(new ByteArrayInputStream(new byte[SIZE]), SIZE)) {
            assertThat(some.readAllBytes()).hasSize(SIZE);
        }
        var closed = new AtomicBoolean();
        var tooLarge = new ByteArrayInputStream(new byte[SIZE + 1]) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        try (var body = new BoundedStream(tooLarge, SIZE)) {
            assertThatThrownBy(body::readAllBytes).isInstanceOf(AnswerTooLarge.class);
        }
        assertThat(closed).isFalse();
    }

    private Buffer body(String path, Consumer<HttpClientRequest> bounds) throws Exception {
        return answered(path, bounds, HttpClientResponse::body);
    }

    private <T> T answered(
            String path, Consumer<HttpClientRequest> bounds, Function<HttpClientResponse, Future<T>> reading)
            throws Exception {
        return client.request(HttpMethod.GET, server.getAddress().getPort(), "localhost", path)
                .compose(request -> {
                    bounds.accept(request);
                    return request.send().compose(reading);
                })
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }
}
