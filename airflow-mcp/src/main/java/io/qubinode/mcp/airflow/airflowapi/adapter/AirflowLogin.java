package io.qubinode.mcp.airflow.airflowapi.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.AirflowApiConfig;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowLoginClient;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowRefusal;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Keeps a token of the configured account and renews it before it expires. Thread-safe. */
final class AirflowLogin implements Credential {

    private static final Duration EARLY = Duration.ofMinutes(1);

    private final AirflowApiConfig config;
    private final Supplier<AirflowLoginClient> client;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private String header;
    private Instant renewAt = Instant.MIN;

    AirflowLogin(AirflowApiConfig config, Supplier<AirflowLoginClient> client, Clock clock) {
        this.config = config;
        this.client = client;
        this.clock = clock;
    }

    /**
     * The value of the Authorization header.
     *
     * @throws ProcessingException when Airflow does not answer in time
     * @throws ToolException {@code backend_refused} when there is no account, or Airflow does not know it
     */
    @Override
    public String authorization() {
        if (config.token().isPresent()) {
            return "Bearer " + config.token().get();
        }
        lock();
        try {
            if (header == null || !clock.instant().isBefore(renewAt)) {
                String token = logIn();
                header = "Bearer " + token;
                renewAt = renewal(token);
            }
            return header;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean renew(String refused) {
        lock();
        try {
            if (refused.equals(header)) {
                header = null;
            }
            return config.token().isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits longer for the login of another than for an answer of Airflow. */
    private void lock() {
        try {
            if (!lock.tryLock(config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProcessingException(new TimeoutException("Another thread still logs in"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }

    private String logIn() {
        if (config.username().isEmpty() || config.password().isEmpty()) {
            throw noAccount();
        }
        try {
            AirflowLoginClient.Token token = client.get()
                    .login(new AirflowLoginClient.Credentials(
                            config.username().get(), config.password().get()));
            if (token == null) {
                throw new ProcessingException("There is no token in the answer");
            }
            return token.accessToken();
        } catch (AirflowRefusal e) {
            if (e.status() != 401 && e.status() != 403) {
                throw e;
            }
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "Airflow does not accept the configured account.",
                    "An operator must correct AIRFLOW_USERNAME and AIRFLOW_PASSWORD.",
                    e);
        }
    }

    static ToolException noAccount() {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED,
                "There is no account for Airflow.",
                "An operator must set AIRFLOW_USERNAME and AIRFLOW_PASSWORD, or AIRFLOW_TOKEN.");
    }

    /**
     * When to log in again. A JWT says from when to when it is valid by Airflow's clock, which may differ from ours, so that only
     * the time between counts; an hour when it does not say.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4">RFC 7519, exp and iat</a>
     */
    private Instant renewal(String token) {
        JsonNode claims = claims(token);
        Instant now = clock.instant();
        long expiry = claims.path("exp").asLong();
        long issued = claims.path("iat").asLong(now.getEpochSecond());
        Duration validity = expiry > issued ? Duration.ofSeconds(expiry - issued) : Duration.ofHours(1);
        Duration early = validity.dividedBy(10);
        return now.plus(validity).minus(early.compareTo(EARLY) < 0 ? early : EARLY);
    }

    private static JsonNode claims(String token) {
        String[] parts = token.split("\\.");
        try {
            return parts.length < 2
                    ? ToolJson.MAPPER.createObjectNode()
                    : ToolJson.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
        } catch (IOException | IllegalArgumentException e) {
            return ToolJson.MAPPER.createObjectNode();
        }
    }
}
