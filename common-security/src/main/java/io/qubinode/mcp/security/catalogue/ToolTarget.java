package io.qubinode.mcp.security.catalogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Target;
import io.qubinode.mcp.security.operation.Work;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.tool.ArgumentBinder;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ContentResult;
import io.qubinode.mcp.security.tool.ForeignFields;
import io.qubinode.mcp.security.tool.ImageResult;
import io.qubinode.mcp.security.tool.Targets;
import io.qubinode.mcp.security.tool.Tool;
import java.util.List;
import java.util.Optional;

/**
 * A tool by its name.
 *
 * @param entry empty when there is no tool of this name
 */
record ToolTarget(String name, Optional<CatalogueEntry> entry, ToolPermissions permissions, ArgumentBinder binder)
        implements Target<ToolAnswer> {

    private static final int LONGEST_NAME = 64;

    @Override
    public Kind kind() {
        return Kind.WORK;
    }

    @Override
    public Optional<Permission> permission() {
        return entry.map(found -> found.tool().permission());
    }

    @Override
    public boolean exists() {
        return entry.isPresent();
    }

    @Override
    public boolean isVisibleTo(Caller caller) {
        return entry.isPresent() && permissions.allows(caller, entry.get());
    }

    @Override
    public ToolError missing(Caller caller) {
        List<String> visible =
                permissions.visibleTo(caller).stream().map(CatalogueEntry::name).toList();
        String otherwise = visible.isEmpty() ? "" : "There are " + String.join(", ", visible) + ".";
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
        return new ToolError(
                ErrorCode.NOT_FOUND,
                "There is no tool named \"" + shown + "\".",
                Suggestions.hint(name, visible, otherwise));
    }

    @Override
    public Optional<ObjectNode> toKeep(ToolAnswer answer) {
        return Optional.of(answer.toKeep());
    }

    @Override
    public ToolAnswer kept(ObjectNode answer) {
        return ToolAnswer.kept(answer);
    }

    @Override
    public Work<ToolAnswer> bind(Operation operation) {
        return bind(entry.orElseThrow().tool(), operation);
    }

    private <I extends Record, O extends Record> Work<ToolAnswer> bind(Tool<I, O> tool, Operation operation) {
        ObjectNode given = operation
                .arguments()
                .orElseThrow(() -> new ToolException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The arguments are not a JSON object.",
                        "Send an object with one field for each argument."));
        // A copy where the place is taken out of it.
        ObjectNode arguments = tool.targets().isEmpty()
                ? given
                : ToolJson.MAPPER.createObjectNode().setAll(given);
        Optional<String> place = tool.targets().flatMap(targets -> targets.take(arguments));
        I input = binder.bind(tool.input(), entry.orElseThrow().inputSchema(), arguments);
        return new Call<>(tool, entry.orElseThrow().foreignFields(), place, input, operation);
    }

    private record Call<I extends Record, O extends Record>(
            Tool<I, O> tool, ForeignFields foreign, Optional<String> place, I input, Operation operation)
            implements Work<ToolAnswer> {

        @Override
        public ToolAnswer run() {
            Optional<Targets.Chosen<I, O>> chosen = tool.targets().map(targets -> targets.choose(place, input));
            Optional<String> at = chosen.flatMap(Targets.Chosen::place);
            I exact =
                    tool.surroundings().map(around -> around.before(at, input)).orElse(input);
            O output =
                    chosen.map(Targets.Chosen::function).orElse(tool.function()).apply(exact, operation);
            if (output instanceof ContentResult result) {
                return new ToolAnswer(Optional.empty(), Optional.empty(), result.content());
            }
            ObjectNode content = ToolJson.MAPPER.valueToTree(output);
            at.ifPresent(name -> content.put(tool.targets().orElseThrow().argument(), name));
            tool.surroundings().ifPresent(around -> around.after(at, content));
            foreign.show(content);
            return new ToolAnswer(
                    Optional.of(content),
                    foreign.note(content),
                    output instanceof ImageResult result ? List.of(result.image()) : List.of());
        }

        @Override
        public boolean changes() {
            return tool.permission().changes();
        }

        @Override
        public Optional<Tool<?, ?>> toConfirm() {
            return tool.hints().destructive() && !isDryRun() ? Optional.of(tool) : Optional.empty();
        }

        private boolean isDryRun() {
            return ToolJson.MAPPER.valueToTree(input).path("dry_run").booleanValue();
        }
    }
}
