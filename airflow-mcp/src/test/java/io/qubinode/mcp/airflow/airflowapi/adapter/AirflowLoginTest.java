package io.qubinode.mcp.airflow.airflowapi.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.airflowapi.AirflowApiConfig;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowLoginClient;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AirflowLoginTest {

    private static final Instant START = Instant.parse("2026-11-24T05:00:00Z");

    private final AtomicInteger logins = new AtomicInteger();
    private Instant now = START;
    private Optional<Instant> issuedAt = Optional.empty();

    @Test
    void keepsTheTokenUntilAMinuteBeforeItExpires() {
        AirflowLogin login = login(config(Optional.of("qubinode"), Optional.empty()));
        String first = login.authorization();
        now = START.plus(Duration.ofHours(24)).minusSeconds(61);
        assertThat(login.authorization()).isEqualTo(first);
        now = START.plus(Duration.ofHours(24)).minusSeconds(60);
        assertThat(login.authorization()).isNotEqualTo(first);
        assertThat(logins).hasValue(2);
    }

    /** Whose token is valid for a day by its own clock. */
    @ParameterizedTest
    @ValueSource(strings = {"-P3D", "-PT1H", "PT0S", "PT1H", "P3D"})
    void keepsTheTokenAsLongAlsoOfAnAirflowWhoseClockIsWrong(Duration skew) {
        issuedAt = Optional.of(START.plus(skew));
        AirflowLogin login = login(config(Optional.of("qubinode"), Optional.empty()));
        login.authorization();
        now = START.plus(Duration.ofHours(24)).minusSeconds(61);
        login.authorization();
        assertThat(logins).hasValue(1);
        now = START.plus(Duration.ofHours(24)).minusSeconds(60);
        login.authorization();
        assertThat(logins).hasValue(2);
    }

    @Test
    void logsInOnceForManyThreads() throws Exception {
        AirflowLogin login = login(config(Optional.of("qubinode"), Optional.empty()));
        atOnce(login::authorization);
        assertThat(logins).hasValue(1);
    }

    @Test
    void renewsOnceForManyThreadsWhoseTokenIsRefused() throws Exception {
        AirflowLogin login = login(config(Optional.of("qubinode"), Optional.empty()));
        String refused = login.authorization();
        atOnce(() -> {
            login.renew(refused);
            return login.authorization();
        });
        assertThat(logins).hasValue(2);
    }

    @Test
    void doesNotWaitForEverForTheLoginOfAnother() throws Exception {
        var hangs = new CountDownLatch(1);
        var reached = new CountDownLatch(1);
        AirflowLogin login = login(config(Optional.of("qubinode"), Optional.empty()), () -> {
            reached.countDown();
            hangs.await();
            return null;
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(login::authorization);
            reached.await();
            assertThatThrownBy(login::authorization).hasRootCauseInstanceOf(TimeoutException.class);
            hangs.countDown();
            assertThat(first.get()).startsWith("Bearer ");
        }
    }

    @Test
    void sendsATokenOfTheSettingsWithoutLoggingIn() {
        AirflowLogin login = login(config(Optional.empty(), Optional.of("given")));
        assertThat(login.authorization()).isEqualTo("Bearer given");
        assertThat(login.renew("Bearer given")).isFalse();
        assertThat(logins).hasValue(0);
    }

    @Test
    void saysThatThereIsNoAccount() {
        assertThatThrownBy(
                        () -> login(config(Optional.empty(), Optional.empty())).authorization())
                .hasMessageContaining("There is no account for Airflow")
                .hasMessageContaining("AIRFLOW_USERNAME and AIRFLOW_PASSWORD");
    }

    private static void atOnce(Callable<String> work) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(IntStream.range(0, 50).mapToObj(i -> work).toList());
        }
    }

    private AirflowLogin login(AirflowApiConfig config) {
        return login(config, () -> null);
    }

    private AirflowLogin login(AirflowApiConfig config, Callable<?> before) {
        AirflowLoginClient client = (AirflowLoginClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AirflowLoginClient.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("login");
                    before.call();
                    return new AirflowLoginClient.Token(jwt(logins.incrementAndGet(), issuedAt));
                });
        return new AirflowLogin(config, () -> client, clock());
    }

    /** As SimpleAuthManager's: HS512, valid for 24 hours. */
    private static String jwt(int number, Optional<Instant> issuedAt) {
        Instant issued = issuedAt.orElse(START);
        String claims = "{\"sub\":\"qubinode\",\"jti\":\"" + number + "\",\"aud\":\"apache-airflow\",\"exp\":"
                + issued.plus(Duration.ofHours(24)).getEpochSecond()
                + issuedAt.map(time -> ",\"iat\":" + time.getEpochSecond()).orElse("") + "}";
        return "h." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".s";
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private static AirflowApiConfig config(Optional<String> username, Optional<String> token) {
        return new TestConfig("http://localhost:8080", username, token, Optional.empty(), Optional.empty());
    }
}
