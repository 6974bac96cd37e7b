package io.qubinode.mcp.security.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.config.ServiceIdentity;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.ratelimit.Allowance;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.ratelimit.RateLimiter;
import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.ArgumentBinder;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.Pictured;
import io.qubinode.mcp.security.tool.Places;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.qubinode.mcp.security.tool.ToolJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The one way to a tool: permission, rate limit, arguments, confirmation, audit, tool, audit. Every door ends here, and every call leaves a
 * record, whatever its fate. Safe to use from any thread that may block.
 */
@Singleton
public final class ToolGate {

    private static final Logger LOG = Logger.getLogger(ToolGate.class);

    private final ServiceIdentity service;
    private final ToolCatalogue catalogue;
    private final ToolPermissions permissions;
    private final RateLimiter limiter;
    private final ConcurrentCalls running;
    private final ArgumentBinder binder;
    private final Confirmation confirmation;
    private final AuditTrail trail;
    private final SecretMask mask;

    @Inject
    public ToolGate(
            ServiceIdentity service,
            ToolCatalogue catalogue,
            ToolPermissions permissions,
            RateLimiter limiter,
            ConcurrentCalls running,
            ArgumentBinder binder,
            Confirmation confirmation,
            AuditTrail trail,
            SecretMask mask) {
        this.service = service;
        this.catalogue = catalogue;
        this.permissions = permissions;
        this.limiter = limiter;
        this.running = running;
        this.binder = binder;
        this.confirmation = confirmation;
        this.trail = trail;
        this.mask = mask;
    }

    /** Lets a call through to its tool, or says why not. Never throws. */
    public ToolOutcome call(ToolCall call) {
        Optional<CatalogueEntry> entry = catalogue.find(call.tool());
        try (var trace = CallTrace.of(call, entry)) {
            return trace.ended(through(call, entry));
        }
    }

    private ToolOutcome through(ToolCall call, Optional<CatalogueEntry> entry) {
        var audit = new CallAudit(trail, mask, service.name(), call, entry);
        Optional<CatalogueEntry> allowed = entry.filter(found -> permissions.allows(call.caller(), found));
        if (limiter.take(call.caller(), call.tool()) instanceof Allowance.Wait wait) {
            return refused(audit, Outcome.THROTTLED, throttled(wait.time()));
        }
        if (allowed.isEmpty()) {
            ToolError error = noSuchTool(call);
            audit.ended(entry.isPresent() ? Outcome.DENIED : Outcome.INVALID, Optional.of(error));
            return new ToolOutcome.NoSuchTool(error);
        }
        if (!running.enter(call.callerId(), call.tool())) {
            return refused(audit, Outcome.THROTTLED, busy());
        }
        try {
            return run(allowed.get().tool(), allowed.get(), call, audit);
        } finally {
            running.leave(call.callerId(), call.tool());
        }
    }

    private <I extends Record, O extends Record> ToolOutcome run(
            Tool<I, O> tool, CatalogueEntry entry, ToolCall call, CallAudit audit) {
        I input;
        Optional<String> place;
        try {
            // A copy, for the place is taken out of it.
            ObjectNode arguments = ToolJson.MAPPER.createObjectNode().setAll(arguments(call));
            place = tool.places().flatMap(places -> places.take(arguments));
            input = binder.bind(tool.input(), entry.inputSchema(), arguments);
        } catch (ToolException e) {
            return refused(audit, Outcome.INVALID, e.error());
        }
        try {
            confirmation.obtain(tool, input, call);
            if (tool.permission().changes()) {
                audit.started();
            }
        } catch (ToolException e) {
            boolean denied = e.error().code() == ErrorCode.DENIED;
            return refused(audit, denied ? Outcome.DENIED : Outcome.ERROR, e.error());
        } catch (RuntimeException e) {
            LOG.errorf(e, "Nobody could be asked to confirm call %s", call.requestId());
            return refused(audit, Outcome.ERROR, internal(call));
        }
        try {
            ToolOutcome.Answered answer = answer(tool, place, input, call);
            entry.foreignFields().show(answer.content());
            audit.ended(Outcome.OK, Optional.empty());
            return answer;
        } catch (ToolException e) {
            LOG.debugf(e, "%s %s", tool.name(), call.requestId());
            return failed(audit, e.error());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.errorf(e, "Tool %s failed in call %s", tool.name(), call.requestId());
            return failed(audit, internal(call));
        }
    }

    private static <I extends Record, O extends Record> ToolOutcome.Answered answer(
            Tool<I, O> tool, Optional<String> place, I input, ToolCall call) {
        Optional<Places.Chosen<I, O>> chosen = tool.places().map(places -> places.choose(place, input));
        O output = chosen.map(Places.Chosen::function).orElse(tool.function()).apply(input, call);
        ObjectNode content = ToolJson.MAPPER.valueToTree(output);
        chosen.flatMap(Places.Chosen::place)
                .ifPresent(name -> content.put(tool.places().orElseThrow().argument(), name));
        return new ToolOutcome.Answered(
                content, output instanceof Pictured pictured ? Optional.of(pictured.image()) : Optional.empty());
    }

    private static ObjectNode arguments(ToolCall call) {
        return call.arguments()
                .orElseThrow(() -> new ToolException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The arguments are not a JSON object.",
                        "Send an object with one field for each argument."));
    }

    private static ToolOutcome refused(CallAudit audit, Outcome outcome, ToolError error) {
        audit.ended(outcome, Optional.of(error));
        return new ToolOutcome.Refused(error);
    }

    /** What a tool says may quote a backend's words. */
    private ToolOutcome failed(CallAudit audit, ToolError error) {
        audit.ended(error.code() == ErrorCode.INVALID_ARGUMENT ? Outcome.INVALID : Outcome.ERROR, Optional.of(error));
        return new ToolOutcome.Failed(error.masked(text -> ForeignText.visible(mask.shown(text))));
    }

    static ToolError throttled(Duration wait) {
        return ToolError.throttled("Too many calls.", "", wait);
    }

    /** When a running call ends is not known: a second is as good as any other time to ask again. */
    private static ToolError busy() {
        return new ToolError(
                ErrorCode.THROTTLED,
                "Too many calls of this tool run already.",
                "Call again when another has ended.",
                Optional.of(Duration.ofSeconds(1)));
    }

    /** The same words for a tool that does not exist and one that the caller may not use: nothing is to be learned from them. */
    private ToolError noSuchTool(ToolCall call) {
        List<String> visible = permissions.visibleTo(call.caller()).stream()
                .map(CatalogueEntry::name)
                .toList();
        String otherwise = visible.isEmpty() ? "" : "There are " + String.join(", ", visible) + ".";
        String name = call.tool().length() <= 64 ? call.tool() : call.tool().substring(0, 64) + "…";
        return new ToolError(
                ErrorCode.NOT_FOUND,
                "There is no tool named \"" + name + "\".",
                NearNames.hint(call.tool(), visible, otherwise));
    }

    static ToolError internal(ToolCall call) {
        return new ToolError(
                ErrorCode.INTERNAL,
                "The server failed to carry this call out.",
                "Tell the operator its request id: " + call.requestId() + ".");
    }
}
