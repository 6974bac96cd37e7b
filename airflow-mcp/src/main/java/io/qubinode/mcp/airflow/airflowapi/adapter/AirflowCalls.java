package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.wire.AirflowRefusal;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.security.backend.AnswerTooLarge;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.vertx.core.VertxException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** How Airflow is called: with a credential that is renewed once when refused, guarded, and what goes wrong in our words. */
final class AirflowCalls {

    private final Credential credential;
    private final AirflowGuard guard;

    AirflowCalls(Credential credential, AirflowGuard guard) {
        this.credential = credential;
        this.guard = guard;
    }

    /**
     * Asks for something that changes nothing.
     *
     * @param call is given the Authorization header
     * @param missing what 404 means
     */
    <T> T read(Function<String, T> call, Supplier<ToolException> missing) {
        return translated(() -> guard.read(() -> withCredential(call)), missing);
    }

    /**
     * As {@link #read(Function, Supplier)}, for an answer that may be long: it is read as it arrives, and only what is used is kept.
     */
    <T> T read(LongAnswer<T> answer, Function<String, InputStream> call, Supplier<ToolException> missing) {
        return read(parsed(answer, call), missing);
    }

    /** As {@link #find(Function)}, for an answer that may be long. */
    <T> Optional<T> find(LongAnswer<T> answer, Function<String, InputStream> call) {
        return find(parsed(answer, call));
    }

    /** As {@link #change(Function, Supplier)}, for an answer that may be long. */
    <T> T change(LongAnswer<T> answer, Function<String, InputStream> call, Supplier<ToolException> missing) {
        return change(parsed(answer, call), missing);
    }

    private static <T> Function<String, T> parsed(LongAnswer<T> answer, Function<String, InputStream> call) {
        return credential -> answer.read(call.apply(credential));
    }

    /** Asks for something that changes nothing; empty when it is not there. */
    <T> Optional<T> find(Function<String, T> call) {
        try {
            return Optional.of(read(call, NotFoundErrors::something));
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    <T> T change(Function<String, T> call, Supplier<ToolException> missing) {
        try {
            return translated(() -> guard.change(() -> withCredential(call)), missing);
        } catch (ToolException e) {
            throw AirflowErrors.ofChange(e);
        }
    }

    private <T> T withCredential(Function<String, T> call) {
        String authorization = credential.authorization();
        try {
            return call.apply(authorization);
        } catch (AirflowRefusal e) {
            if (e.credentialExpired() && credential.renew(authorization)) {
                return call.apply(credential.authorization());
            }
            throw e;
        }
    }

    private static <T> T translated(Supplier<T> call, Supplier<ToolException> missing) {
        try {
            return Optional.ofNullable(call.get()).orElseThrow(() -> AirflowErrors.notAirflow(null));
        } catch (AirflowRefusal e) {
            throw AirflowErrors.refused(e, missing);
        } catch (ProcessingException | WebApplicationException | VertxException | AnswerTooLarge e) {
            throw AirflowErrors.unanswered(e);
        } catch (CircuitBreakerOpenException e) {
            throw AirflowErrors.notAsked(e);
        }
    }
}
