package io.qubinode.mcp.security.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Fingerprint;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Result.Answer;
import io.qubinode.mcp.security.operation.Result.Failure;
import io.qubinode.mcp.security.operation.Result.InputRequired;
import io.qubinode.mcp.security.operation.Result.Reached;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.store.Replicas;
import io.qubinode.mcp.security.store.Stores;
import io.qubinode.mcp.security.tool.InputNeeded;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Carries a change out once, however often its client sends the call: the others get what the first one gets, also while it runs. A call
 * that did nothing, because nobody confirmed it or its client gave up in time, may be sent again. Safe to use from any thread that may block.
 */
@Singleton
public final class Idempotent implements Interceptor {

    private static final Logger LOG = Logger.getLogger(Idempotent.class);
    /** Of these the answers are in memory; those with a key of their client are on disk too. */
    private static final int MOST = 2_000;

    private static final String REQUEST = "request";

    private static final ToolError END_UNKNOWN = new ToolError(
            ErrorCode.WRONG_STATE,
            "A call with this idempotency key was begun, but its result is not known because the service stopped meanwhile.",
            "Check the current state. If the work is still needed, call again with another key.");

    private static final ToolError BEGUN_ELSEWHERE = new ToolError(
            ErrorCode.WRONG_STATE,
            "Another replica of the service is already carrying out this call, so it was not started again.",
            "Send the call again, with the same key, to get its result.");

    private static final ToolError KEY_REUSED = new ToolError(
            ErrorCode.KEY_REUSED,
            "This idempotency key was sent with another tool or other arguments before.",
            "Send a new key with each new call.");

    private final ExpiringStore store;
    private final Replicas replicas;
    private final Map<String, KeptCall> running = new ConcurrentHashMap<>();
    private final Cache<String, KeptCall> ended = Caffeine.newBuilder()
            .expireAfterWrite(ExpiringStore.KEPT)
            .maximumSize(MOST)
            .build();

    @Inject
    public Idempotent(Stores stores) {
        this.store = stores.calls();
        this.replicas = stores.replicas();
    }

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        Operation operation = step.operation();
        if (operation.idempotencyKey().isEmpty() || !step.work().changes()) {
            return step.next();
        }
        IdempotencyKey key = operation.idempotencyKey().get();
        CallerId caller = operation.callerId();
        String name = ExpiringStore.name(caller, key.text());
        String request = Fingerprint.of(
                operation.name(), Fingerprint.text(operation.arguments().orElseThrow()));
        var mine = new KeptCall(request, (SharedPeer) operation.peer());
        while (true) {
            KeptCall first = before(name, mine);
            if (first == null) {
                return key.isGiven() ? atMostOnce(step, name, mine) : once(step, name, mine, Idempotent::isTheEnd);
            }
            if (!first.request().equals(request)) {
                // Clients that count from one in each script use ids again; only a key is a promise.
                return key.isGiven() ? step.refused(Outcome.INVALID, KEY_REUSED) : step.next();
            }
            operation.peer().begins();
            Optional<Result<T>> result = first.await(operation);
            if (result.isPresent()) {
                step.records().repeats();
                return result.get();
            }
        }
    }

    /** The same call that was begun before this one; null when this is the first. */
    private KeptCall before(String name, KeptCall mine) {
        KeptCall first = running.putIfAbsent(name, mine);
        if (first != null) {
            return first;
        }
        // One that ends is there before it is not running any more.
        KeptCall end = ended.getIfPresent(name);
        if (end != null) {
            forget(name, mine);
        }
        return end;
    }

    /** Whatever happens, those that wait for the end of this call hear of it. */
    private <T> Result<T> once(Step<T> step, String name, KeptCall call, Predicate<Result<T>> keep) {
        try {
            Result<T> result = answered(step);
            if (keep.test(result)) {
                call.end().complete(Optional.of(result));
                remember(name, call);
            } else {
                forget(name, call);
            }
            return result;
        } catch (RuntimeException | Error e) {
            // What it did until then nobody knows, so it is not done again.
            call.end().completeExceptionally(e);
            remember(name, call);
            throw e;
        }
    }

    private static <T> Result<T> answered(Step<T> step) {
        try {
            return step.next();
        } catch (InputNeeded e) {
            return new InputRequired<>(e.questions());
        }
    }

    private void remember(String name, KeptCall call) {
        ended.put(name, call);
        running.remove(name, call);
    }

    private void forget(String name, KeptCall call) {
        running.remove(name, call);
        call.end().complete(Optional.empty());
    }

    /** What ended before its work did nothing; what was given up takes back what it did, unless it says so. */
    private static boolean isTheEnd(Result<?> result) {
        return switch (result) {
            case Answer<?> answer -> true;
            case Failure<?> failure -> failure.reached() == Reached.WORK && !ToolException.leftNothing(failure.error());
            case InputRequired<?> questions -> false;
            case Result.TaskStarted<?> task -> true;
        };
    }

    /** Also beyond a crash, and over replicas: the call is written down right before its work, and so is its end. */
    private <T> Result<T> atMostOnce(Step<T> step, String name, KeptCall call) {
        try {
            Optional<String> elsewhere = replicas.claim(name, call.request());
            while (elsewhere.isPresent()) {
                if (!elsewhere.get().equals(call.request())) {
                    forget(name, call);
                    return step.refused(Outcome.INVALID, KEY_REUSED);
                }
                step.operation().peer().begins();
                KeptCall.pause(step.operation());
                elsewhere = replicas.claim(name, call.request());
            }
        } catch (IOException e) {
            forget(name, call);
            return step.refused(Outcome.ERROR, unwritable(e).error());
        } catch (RuntimeException e) {
            forget(name, call);
            throw e;
        }
        try {
            return claimed(step, name, call);
        } finally {
            replicas.release(name);
        }
    }

    private <T> Result<T> claimed(Step<T> step, String name, KeptCall call) {
        Optional<ObjectNode> before;
        try {
            before = store.find(name);
        } catch (IOException e) {
            forget(name, call);
            return step.refused(Outcome.ERROR, unwritable(e).error());
        }
        if (before.isPresent()) {
            forget(name, call);
            return before.get().path(REQUEST).asText().equals(call.request())
                    ? kept(step, before.get())
                    : step.refused(Outcome.INVALID, KEY_REUSED);
        }
        var noted = new NotedWork<>(step.work(), () -> note(name, call));
        return once(
                step.with(noted), name, call, result -> noted.isBegun() && isKept(step.target(), name, call, result));
    }

    private void note(String name, KeptCall call) {
        try {
            if (!store.add(name, ToolJson.MAPPER.createObjectNode().put(REQUEST, call.request()))) {
                throw new ToolException(BEGUN_ELSEWHERE);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private ToolException unwritable(IOException e) {
        return new ToolException(
                ErrorCode.INTERNAL,
                "The call's idempotency key cannot be kept, so the call was not carried out.",
                "To make the call now, send it without an idempotency key. An operator must look at " + store.place()
                        + ".",
                e);
    }

    private <T> boolean isKept(Target<T> target, String name, KeptCall call, Result<T> result) {
        try {
            if (!isTheEnd(result)) {
                store.remove(name);
                return false;
            }
            store.put(name, KeptEnd.of(target, result).put(REQUEST, call.request()));
        } catch (IOException e) {
            LOG.errorf(e, "The end of a call cannot be kept: after a restart it is not known to those that repeat it");
        }
        return isTheEnd(result);
    }

    private static <T> Result<T> kept(Step<T> step, ObjectNode before) {
        step.records().repeats();
        return KeptEnd.read(step.target()::kept, before)
                .orElseGet(() -> new Failure<>(END_UNKNOWN, Outcome.ERROR, Reached.WORK));
    }
}
