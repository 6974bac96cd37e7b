package io.qubinode.mcp.airflow.airflowapi.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowRefusal;
import io.qubinode.mcp.security.backend.AnswerTooLarge;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.secret.ForeignText;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;

/** What can go wrong with a call of Airflow, in our words. */
final class AirflowErrors {

    private static final int LONGEST_CAUSES = 10;
    // https://www.rfc-editor.org/rfc/rfc9110#section-15.6: what a proxy says of an Airflow that cannot be reached
    private static final Set<Integer> AWAY = Set.of(502, 503, 504);

    private static final List<Class<? extends Throwable>> NEVER_SENT =
            List.of(ConnectException.class, UnknownHostException.class, SSLHandshakeException.class);

    private AirflowErrors() {}

    static RuntimeException refused(AirflowRefusal e, Supplier<ToolException> missing) {
        String words = e.detail().isEmpty() ? "." : ". " + ForeignText.said("Airflow", e.detail()) + ".";
        if (e.ofAnotherApi()) {
            return new OtherApiVersion(notAirflow(e));
        } else if (e.credentialExpired()) {
            return refused(
                    "Airflow does not accept the configured credential.",
                    "An operator must correct AIRFLOW_TOKEN or the account.",
                    e);
        }
        return switch (e.status()) {
            case 404 -> missing.get();
            case 403 -> forbidden(e);
            case 409 ->
                new ToolException(
                        ErrorCode.ALREADY_EXISTS,
                        "This conflicts with what Airflow already has" + words,
                        "Look at what exists, or choose another id or date.",
                        e);
            case 400, 422 ->
                new ToolException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Airflow does not accept these arguments" + words,
                        "Correct them and call again.",
                        e);
            case 429 -> tooMany(e);
            case 502, 503, 504 ->
                new ToolException(
                        ErrorCode.BACKEND_UNAVAILABLE,
                        "Airflow cannot be reached behind its proxy, or is starting: the answer has status "
                                + e.status() + words,
                        "Try again in a few seconds. If it stays so, look into the log of Airflow's API server.",
                        e);
            default ->
                refused(
                        "Airflow answered with status " + e.status() + words,
                        "Look into the log of Airflow's API server.",
                        e);
        };
    }

    /** Airflow 2 does not tell a wrong password from a missing permission. */
    private static ToolException forbidden(AirflowRefusal e) {
        return e.ofAirflow2()
                ? refused(
                        "Airflow forbids this to the configured account, or does not know it.",
                        "An operator must check AIRFLOW_USERNAME and AIRFLOW_PASSWORD, and that its role is \"User\" or"
                                + " more.",
                        e)
                : refused(
                        "Airflow forbids this to the configured account.",
                        "An operator can give it a role that may: \"user\" for DAGs, \"op\" for variables and"
                                + " connections.",
                        e);
    }

    private static ToolException tooMany(AirflowRefusal e) {
        String when = e.retryAfter()
                .map(wait -> "in " + Math.max(1, wait.toSeconds()) + " seconds")
                .orElse("later");
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "Airflow accepts no more calls at the moment (status 429).",
                "Try again " + when + ".",
                e);
    }

    static ToolException unanswered(RuntimeException e) {
        if (isTooLarge(e)) {
            return tooLarge(e);
        } else if (hasCause(e, TimeoutException.class)) {
            return tooSlow(e);
        } else if (isBrokenConnection(e)) {
            return new ToolException(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "Airflow cannot be reached.",
                    "An operator must start it or correct AIRFLOW_API_URL.",
                    e);
        }
        return notAirflow(e);
    }

    private static ToolException tooLarge(Throwable cause) {
        return refused(
                "Airflow's answer is larger than this service reads.",
                "Ask for less, for example with a smaller limit or with a filter.",
                cause);
    }

    private static boolean isTooLarge(Throwable e) {
        return AnswerTooLarge.caused(e) || hasCause(e, StreamConstraintsException.class);
    }

    static ToolException tooSlow(Throwable cause) {
        return new ToolException(
                ErrorCode.BACKEND_TIMEOUT,
                "Airflow did not answer in time.",
                "Try again. If this continues, an operator must look at Airflow's API server.",
                cause);
    }

    /** Of a change: says so where Airflow may have received it and nobody heard its answer. */
    static ToolException ofChange(ToolException e) {
        return e.error().code() == ErrorCode.BACKEND_TIMEOUT || isLostOnItsWay(e.getCause()) ? mayStillHappen(e) : e;
    }

    private static boolean isLostOnItsWay(Throwable e) {
        if (e instanceof AirflowRefusal refusal) {
            return refusal.status() == 502 || refusal.status() == 504;
        }
        return isBrokenConnection(e) && NEVER_SENT.stream().noneMatch(type -> hasCause(e, type));
    }

    private static ToolException mayStillHappen(ToolException e) {
        return new ToolException(
                e.error().code(),
                e.error().message() + " It may still carry out the request.",
                "Check whether it did before you repeat the call. " + e.error().hint(),
                e.getCause());
    }

    static ToolException notAirflow(Throwable cause) {
        return refused(
                "Airflow answered something that is not its REST API.",
                "An operator must check what AIRFLOW_API_URL points at.",
                cause);
    }

    /** Of a circuit that is open. */
    static ToolException notAsked(Throwable cause) {
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "Airflow failed repeatedly, so requests to it are paused.",
                "Try again in " + AirflowGuard.REST.toSeconds()
                        + " seconds. If it stays so, an operator must start it or" + " correct AIRFLOW_API_URL.",
                cause);
    }

    private static ToolException refused(String message, String hint, Throwable cause) {
        return new ToolException(ErrorCode.BACKEND_REFUSED, message, hint, cause);
    }

    static boolean isBrokenConnection(Throwable e) {
        return (hasCause(e, IOException.class) || hasCause(e, HttpClosedException.class))
                && !hasCause(e, TimeoutException.class)
                && !AnswerTooLarge.caused(e)
                && !hasCause(e, JsonProcessingException.class);
    }

    /** Whether Airflow cannot be reached or is overwhelmed, so that asking it more makes it worse. */
    static boolean isAway(Throwable e) {
        return isBrokenConnection(e) || hasCause(e, TimeoutException.class) || isAwayBehindAProxy(e);
    }

    static boolean isAwayBehindAProxy(Throwable e) {
        return e instanceof AirflowRefusal refusal && AWAY.contains(refusal.status());
    }

    /** How long Airflow asks to be left alone; empty when it did not say that. */
    static Optional<Duration> askedToWait(Throwable e) {
        return e instanceof AirflowRefusal refusal && refusal.status() == 429
                ? Optional.of(refusal.retryAfter().orElse(Duration.ofSeconds(1)))
                : Optional.empty();
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
