package io.qubinode.mcp.security.gate;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.PromptCatalogue;
import io.qubinode.mcp.security.ratelimit.Allowance;
import io.qubinode.mcp.security.ratelimit.RateLimiter;
import io.qubinode.mcp.security.secret.SecretMask;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** The one way to a prompt: limit, permission, bounds, audit, as for a tool. Safe to use from any thread. */
@Singleton
public final class PromptGate {

    /** What stands in place of a tool's name; no tool can be named so. */
    public static final String METHOD = "prompts/get";

    /** Characters of an argument. */
    static final int LONGEST_ARGUMENT = 2_000;

    private final ServiceIdentity service;
    private final PromptCatalogue prompts;
    private final RateLimiter limiter;
    private final AuditTrail trail;
    private final SecretMask mask;

    @Inject
    PromptGate(
            ServiceIdentity service, PromptCatalogue prompts, RateLimiter limiter, AuditTrail trail, SecretMask mask) {
        this.service = service;
        this.prompts = prompts;
        this.limiter = limiter;
        this.trail = trail;
        this.mask = mask;
    }

    /**
     * Gives the text of a prompt, or says why not.
     *
     * @param call {@link #METHOD} with the name and the arguments as its arguments
     */
    public PromptOutcome get(ToolCall call, String name, Map<String, String> arguments) {
        var audit = new CallAudit(trail, mask, service.name(), call, Optional.empty());
        if (limiter.take(call.caller(), METHOD) instanceof Allowance.Wait wait) {
            return refused(audit, Outcome.THROTTLED, ToolGate.throttled(wait.time()));
        }
        Optional<Prompt> prompt = prompts.find(call.caller(), name);
        if (prompt.isEmpty()) {
            return refused(audit, Outcome.DENIED, noSuchPrompt(name));
        }
        Optional<ToolError> wrong = wrong(prompt.get(), arguments);
        if (wrong.isPresent()) {
            return refused(audit, Outcome.INVALID, wrong.get());
        }
        audit.ended(Outcome.OK, Optional.empty());
        return new PromptOutcome.Given(prompt.get().text().apply(arguments));
    }

    private static ToolError noSuchPrompt(String name) {
        return new ToolError(ErrorCode.NOT_FOUND, "Invalid prompt name: " + name, "prompts/list names them.");
    }

    private static Optional<ToolError> wrong(Prompt prompt, Map<String, String> arguments) {
        for (Prompt.Argument argument : prompt.arguments()) {
            String value = arguments.getOrDefault(argument.name(), "");
            if (argument.required() && value.isBlank()) {
                return Optional.of(invalid(argument.name() + " is missing.", argument.description()));
            }
            if (value.length() > LONGEST_ARGUMENT) {
                return Optional.of(invalid(
                        argument.name() + " is longer than " + LONGEST_ARGUMENT + " characters.", "Say it shorter."));
            }
        }
        return Optional.empty();
    }

    private static ToolError invalid(String message, String hint) {
        return new ToolError(ErrorCode.INVALID_ARGUMENT, message, hint);
    }

    private static PromptOutcome refused(CallAudit audit, Outcome outcome, ToolError error) {
        audit.ended(outcome, Optional.of(error));
        return new PromptOutcome.Refused(error);
    }
}
