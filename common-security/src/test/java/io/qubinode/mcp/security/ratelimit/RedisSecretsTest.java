package io.qubinode.mcp.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.security.redis.RedisUrl;
import io.qubinode.mcp.testing.NeedsRedis;
import io.qubinode.mcp.testing.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NeedsRedis
@Timeout(60)
class RedisSecretsTest {

    private static final String PASSWORD = "s3cret-of-redis-0123456789";
    private static final BucketKey KEY = new BucketKey("alice", "api_key", "", 6);

    @Test
    void connectsWithAPasswordAndTellsItToNoLogWhenItIsWrong() {
        var log = new Lines();
        try (var redis = new Redis("--requirepass", PASSWORD);
                var right = shared("redis://:" + PASSWORD + "@127.0.0.1:" + redis.port(), Optional.empty());
                var wrong = shared("redis://:" + PASSWORD + "-no@127.0.0.1:" + redis.port(), Optional.empty());
                var none = shared(redis.url(), Optional.empty())) {
            await().until(right::isShared);
            assertThat(wrong.isShared()).isFalse();
            assertThat(none.isShared()).isFalse();
            redis.kill();
            right.take(KEY);
            assertThat(log.all).anyMatch(line -> line.contains("cannot be used"));
            assertThat(log.all).noneMatch(line -> line.contains(PASSWORD));
        } finally {
            log.end();
        }
    }

    @Test
    void believesOnlyACertificateOfTheAuthoritiesThatItIsGiven(@TempDir Path folder) throws Exception {
        Path certificate = certificate(folder, "redis");
        Path foreign = certificate(folder, "foreign");
        try (var redis = Redis.withTls(certificate, folder.resolve("redis.key").toAbsolutePath());
                var trusting = shared("rediss://localhost:" + redis.port(), Optional.of(certificate));
                var misled = shared("rediss://localhost:" + redis.port(), Optional.of(foreign));
                var ordinary = shared("rediss://localhost:" + redis.port(), Optional.empty())) {
            await().until(trusting::isShared);
            assertThat(misled.isShared()).isFalse();
            assertThat(ordinary.isShared()).isFalse();
        }
    }

    private static SharedBuckets shared(String url, Optional<Path> authorities) {
        return new SharedBuckets(RedisUrl.of(url), "probe", authorities);
    }

    private static Path certificate(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + ".pem").toAbsolutePath();
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "1",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=DNS:localhost",
                        "-keyout",
                        folder.resolve(name + ".key").toString(),
                        "-out",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        openssl.getInputStream().readAllBytes();
        assertThat(Files.exists(file)).isTrue();
        return file;
    }

    /** What is logged by anybody, causes included. */
    private static final class Lines extends Handler {
        private final List<String> all = new CopyOnWriteArrayList<>();

        private Lines() {
            Logger.getLogger("").addHandler(this);
        }

        @Override
        public void publish(LogRecord event) {
            all.add(event.getMessage() + " "
                    + List.of(Optional.ofNullable(event.getParameters()).orElse(new Object[0])));
            for (Throwable cause = event.getThrown(); cause != null; cause = cause.getCause()) {
                all.add(String.valueOf(cause));
            }
        }

        private void end() {
            Logger.getLogger("").removeHandler(this);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
