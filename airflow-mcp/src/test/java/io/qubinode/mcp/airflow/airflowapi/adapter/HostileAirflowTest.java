package io.qubinode.mcp.airflow.airflowapi.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An Airflow whose answers do not end. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class HostileAirflowTest {

    private static final String VERSION = "/api/v2/version";
    private static final String RUN = "/api/v2/dags/backup/dagRuns/r";
    private static final byte[] PIECE = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    private static final String ANSWER =
            "{\"version\":\"3.3.2\",\"dag_id\":\"backup\",\"dag_run_id\":\"r\",\"state\":\"failed\"}";

    private final AtomicBoolean cutOff = new AtomicBoolean();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readsOnlySoMuchOfAnAnswer() {
        answers(VERSION, HostileAirflowTest::large);
        refuses(() -> airflow().version(), ErrorCode.BACKEND_REFUSED, "larger than this service reads");
        await().untilTrue(cutOff);
    }

    @Test
    void waitsForAnAnswerAsAWhole() {
        answers(VERSION, HostileAirflowTest::slow);
        refuses(() -> airflow().version(), ErrorCode.BACKEND_TIMEOUT, "did not answer in time");
        await().untilTrue(cutOff);
    }

    @Test
    void waitsAsAWholeForAnAnswerThatIsReadAsItArrives() {
        answers(VERSION, out -> out.write(ANSWER.getBytes(StandardCharsets.UTF_8)));
        answers(RUN, HostileAirflowTest::slow);
        refuses(() -> airflow().run("backup", "r"), ErrorCode.BACKEND_TIMEOUT, "did not answer in time");
        await().untilTrue(cutOff);
    }

    private static void refuses(ThrowingCallable call, ErrorCode code, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).as(e.error().message()).isEqualTo(code);
            assertThat(e.error().message()).contains(words);
        });
    }

    private Airflow airflow() {
        String url = "http://localhost:" + server.getAddress().getPort();
        var config = new TestConfig(url, Optional.empty(), Optional.of("token"), Optional.empty(), Optional.empty());
        return AirflowConnections.of(UUID.randomUUID().toString(), config).airflow();
    }

    private interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private void answers(String path, Body body) {
        server.createContext(path, exchange -> answer(exchange, body));
    }

    private void answer(HttpExchange exchange, Body body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            body.writeTo(exchange.getResponseBody());
        } catch (IOException e) {
            cutOff.set(true);
        }
    }

    /** It ends after 64 MiB, so that the test also ends where nothing is cut off. */
    private static void large(OutputStream out) throws IOException {
        for (int i = 0; i < 1024; i++) {
            out.write(PIECE);
        }
        out.write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }

    /** It ends after five seconds, of which the client waits for one. */
    private static void slow(OutputStream out) throws IOException {
        for (int i = 0; i < 50; i++) {
            out.write(' ');
            out.flush();
            pause();
        }
        out.write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
