package io.qubinode.mcp.security.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.permission.ConfirmationRule;
import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.ClientUser;
import io.qubinode.mcp.security.tool.Tool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Has a person confirm what takes something away, where configuration wants that. An argument would not do: a model could set it
 * itself. Safe to use from any thread that may block.
 */
@Singleton
public final class Confirmation {

    private static final int LONGEST_VALUE = 300;

    private final ServiceIdentity service;
    private final ConfirmationRule rule;
    private final SecretMask mask;
    private final Duration patience;

    @Inject
    public Confirmation(
            ServiceIdentity service,
            ConfirmationRule rule,
            SecretMask mask,
            @ConfigProperty(name = "qubinode.confirm-timeout", defaultValue = "2m") Duration patience) {
        this.service = service;
        this.rule = rule;
        this.mask = mask;
        this.patience = patience;
    }

    /**
     * Returns when the call may run.
     *
     * @param input its arguments, bound
     * @throws ToolException {@code denied} when nobody said yes, {@code cancelled} when the caller gave up
     */
    void obtain(Tool<?, ?> tool, Record input, ToolCall call) {
        if (!tool.hints().destructive() || !rule.wants(tool) || isDryRun(input)) {
            return;
        }
        ClientUser user = call.clientUser()
                .orElseThrow(() -> denied(
                        tool.name() + " must be confirmed by a person, and this client or door cannot ask one.",
                        "Call it by an MCP client with elicitation; or an operator can set confirm: false for "
                                + tool.group() + "."));
        switch (user.ask(question(tool, call), patience, call)) {
            case YES -> {}
            case NO ->
                throw denied(
                        "The user did not confirm " + tool.name() + "; nothing was done.",
                        "Ask the user what to do instead; do not repeat the call.");
            case NONE_IN_TIME ->
                throw denied(
                        "Nobody confirmed " + tool.name() + " in time; nothing was done.",
                        "Call it again when the user is there to confirm it.");
        }
    }

    private static boolean isDryRun(Record input) {
        return ToolJson.MAPPER.valueToTree(input).path("dry_run").booleanValue();
    }

    private String question(Tool<?, ?> tool, ToolCall call) {
        String named = tool.name() + " (" + tool.title() + ") on " + service.name();
        ObjectNode given = call.arguments().orElseGet(ToolJson.MAPPER::createObjectNode);
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

    private static ToolException denied(String message, String hint) {
        return new ToolException(ErrorCode.DENIED, message, hint);
    }
}
