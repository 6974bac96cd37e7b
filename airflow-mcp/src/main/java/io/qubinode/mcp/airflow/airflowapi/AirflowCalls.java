package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowRefusal;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import io.smallrye.faulttolerance.api.Guard;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** How Airflow is called: with a token that is renewed once when refused, reads twice, and what goes wrong in our words. */
final class AirflowCalls {

    private static final int LONGEST_CAUSES = 10;

    private final AirflowLogin login;
    private final Guard reads = Guard.create()
            .withRetry()
            .maxRetries(1)
            .delay(200, ChronoUnit.MILLIS)
            .whenException(AirflowCalls::isBrokenConnection)
            .done()
            .build();

    AirflowCalls(AirflowLogin login) {
        this.login = login;
    }

    /**
     * Asks for something that changes nothing.
     *
     * @param call is given the Authorization header
     * @param missing what 404 means
     */
    <T> T read(Function<String, T> call, Supplier<ToolException> missing) {
        return translated(
                () -> {
                    try {
                        return reads.call(() -> withToken(call), Object.class);
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                missing);
    }

    /** Asks for a change, once. */
    <T> T change(Function<String, T> call, Supplier<ToolException> missing) {
        return translated(() -> withToken(call), missing);
    }

    private <T> T withToken(Function<String, T> call) {
        String token = login.authorization();
        try {
            return call.apply(token);
        } catch (AirflowRefusal e) {
            if (e.credentialExpired() && login.renew(token)) {
                return call.apply(login.authorization());
            }
            throw e;
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T translated(Supplier<Object> call, Supplier<ToolException> missing) {
        try {
            return (T) Optional.ofNullable(call.get()).orElseThrow(() -> notAirflow(null));
        } catch (AirflowRefusal e) {
            throw refused(e, missing);
        } catch (ProcessingException | WebApplicationException | VertxException e) {
            throw unanswered(e);
        }
    }

    private static ToolException refused(AirflowRefusal e, Supplier<ToolException> missing) {
        String words = e.detail().isEmpty() ? "" : ": " + e.detail();
        if (e.credentialExpired()) {
            return new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "Airflow does not accept the configured credential.",
                    "An operator must correct AIRFLOW_TOKEN or the account.",
                    e);
        }
        return switch (e.status()) {
            case 404 -> missing.get();
            case 403 ->
                new ToolException(
                        ErrorCode.BACKEND_REFUSED,
                        "Airflow forbids this to the configured account.",
                        "An operator can give it the role \"user\" in Airflow.",
                        e);
            case 409 ->
                new ToolException(
                        ErrorCode.ALREADY_EXISTS,
                        "Airflow has this already" + words + ".",
                        "Choose another run_id or leave it out.",
                        e);
            case 400, 422 ->
                new ToolException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Airflow does not take these arguments" + words + ".",
                        "Correct them and call again.",
                        e);
            default ->
                new ToolException(
                        ErrorCode.BACKEND_REFUSED,
                        "Airflow answered with status " + e.status() + words + ".",
                        "Look into the log of Airflow's API server.",
                        e);
        };
    }

    private static ToolException unanswered(RuntimeException e) {
        if (hasCause(e, TimeoutException.class)) {
            return new ToolException(
                    ErrorCode.BACKEND_TIMEOUT,
                    "Airflow did not answer in time.",
                    "Try again; if it stays so, an operator must look at Airflow's API server.",
                    e);
        } else if (isBrokenConnection(e)) {
            return new ToolException(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "Airflow cannot be reached.",
                    "An operator must start it or correct AIRFLOW_API_URL.",
                    e);
        }
        return notAirflow(e);
    }

    private static ToolException notAirflow(Throwable cause) {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED,
                "Airflow answered something that is not its REST API v2.",
                "An operator must check what AIRFLOW_API_URL points at.",
                cause);
    }

    private static boolean isBrokenConnection(Throwable e) {
        return (hasCause(e, IOException.class) || hasCause(e, HttpClosedException.class))
                && !hasCause(e, TimeoutException.class)
                && !hasCause(e, JsonProcessingException.class);
    }

    private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
        Throwable cause = e;
        for (int i = 0; cause != null && i < LONGEST_CAUSES; i++, cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
