package io.qubinode.mcp.security.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.permission.ConfirmationRule;
import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.Questions.Question;
import io.qubinode.mcp.security.tool.Tool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Has a person confirm what takes something away, where configuration wants that. An argument would not do: a model could set it
 * itself. Safe to use from any thread that may block.
 */
@Singleton
public final class Confirmed implements Interceptor {

    private static final int LONGEST_VALUE = 300;
    private static final String BOX = "confirm";

    /** What came of asking. */
    private enum Answer {
        YES,
        NO,
        NONE_IN_TIME,
        NOBODY_TO_ASK
    }

    private final ServiceIdentity service;
    private final ConfirmationRule rule;
    private final SecretMask mask;
    private final Duration timeout;

    @Inject
    public Confirmed(
            ServiceIdentity service,
            ConfirmationRule rule,
            SecretMask mask,
            @ConfigProperty(name = "qubinode.confirm-timeout", defaultValue = "2m") Duration timeout) {
        this.service = service;
        this.rule = rule;
        this.mask = mask;
        this.timeout = timeout;
    }

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        Optional<Tool<?, ?>> tool = step.work().toConfirm().filter(rule::wants);
        if (tool.isEmpty()) {
            return step.next();
        }
        return switch (answer(tool.get(), step.operation())) {
            case YES -> step.next();
            case NO ->
                denied(
                        step,
                        "The user did not confirm " + tool.get().name() + "; nothing was done.",
                        "Ask the user what to do instead; do not repeat the call.");
            case NONE_IN_TIME ->
                denied(
                        step,
                        "Nobody confirmed " + tool.get().name() + " in time; nothing was done.",
                        "Call it again when the user is there to confirm it.");
            case NOBODY_TO_ASK ->
                denied(
                        step,
                        tool.get().name()
                                + " must be confirmed by a person, and this client or endpoint cannot ask one.",
                        "Call it by an MCP client with elicitation; or an operator can set confirm: false for "
                                + tool.get().group() + ".");
        };
    }

    private static <T> Result<T> denied(Step<T> step, String message, String hint) {
        return step.refused(Outcome.DENIED, new ToolError(ErrorCode.DENIED, message, hint));
    }

    private Answer answer(Tool<?, ?> tool, Operation operation) {
        Optional<Questions> person = operation.questions().filter(all -> all.accepts(Questions.ELICITATION));
        if (person.isEmpty()) {
            operation.questions().ifPresent(client -> client.needed(Questions.ELICITATION));
            return Answer.NOBODY_TO_ASK;
        }
        var question = new Question(BOX, Questions.ELICITATION, form(question(tool, operation)));
        return switch (person.get().ask(question, timeout, operation)) {
            case Questions.Reply.Given(ObjectNode result) ->
                result.path("action").asText().equals("accept")
                                && result.path("content").path(BOX).isBoolean()
                                && result.path("content").path(BOX).booleanValue()
                        ? Answer.YES
                        : Answer.NO;
            case Questions.Reply.Declined declined -> Answer.NO;
            case Questions.Reply.None none -> Answer.NONE_IN_TIME;
        };
    }

    /** As https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation#form-mode-elicitation-requests has it. */
    private static ObjectNode form(String question) {
        ObjectNode form = ToolJson.MAPPER.createObjectNode().put("mode", "form").put("message", question);
        ObjectNode schema = form.putObject("requestedSchema").put("type", "object");
        schema.putObject("properties").putObject(BOX).put("type", "boolean").put("title", "Yes, do it");
        schema.putArray("required").add(BOX);
        return form;
    }

    private String question(Tool<?, ?> tool, Operation operation) {
        String named = tool.name() + " (" + tool.title() + ") on " + service.name();
        ObjectNode given = operation.arguments().orElseGet(ToolJson.MAPPER::createObjectNode);
        String with = given.propertyStream()
                .sorted(Map.Entry.comparingByKey())
                .map(argument -> argument.getKey() + " = " + shown(argument.getKey(), argument.getValue()))
                .collect(Collectors.joining(", "));
        return "Run " + named + (with.isEmpty() ? "" : " with " + with)
                + "? It may delete, overwrite or interrupt something.";
    }

    /** As JSON, so that text cannot pass for what stands around it; what is left out is said. */
    private String shown(String name, JsonNode value) {
        ObjectNode alone = ToolJson.MAPPER.createObjectNode();
        alone.set(name, value);
        JsonNode masked = mask.masked(alone).elements().next();
        String text = ForeignText.visible(masked.toString());
        boolean cut = text.length() > LONGEST_VALUE;
        String beginning = cut ? text.substring(0, LONGEST_VALUE) + "…" : text;
        return value.isContainerNode() && (cut || value.size() > masked.size())
                ? beginning + " (" + value.size() + " in all)"
                : beginning;
    }
}
