package io.qubinode.mcp.conformance;

import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ContentBlock.Text;
import io.qubinode.mcp.security.tool.ContentResult;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.Questions.Question;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.qubinode.mcp.security.tool.ToolProvider;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** The suite's tools for MCP without sessions, as {@code conformance list --requirements 2026-07-28} and its descriptions ask. */
@Singleton
final class RepeatedTools implements ToolProvider {

    private static final Question NAME = Asking.text("user_name", "What is your name?", "name");

    private final Instance<ToolCatalogue> catalogue;
    private final AtomicInteger changes = new AtomicInteger();

    @Inject
    RepeatedTools(Instance<ToolCatalogue> catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public List<Tool<?, ?>> tools() {
        return Stream.<Tool<?, ?>>concat(
                        Stream.of(
                                tool("test_missing_capability", call -> {
                                    Asking.client(call, Questions.SAMPLING);
                                    return "The client lends its model.";
                                }),
                                tool("test_streaming_elicitation", RepeatedTools::streamed),
                                tool("test_logging_tool", call -> "Nothing was logged."),
                                tool("test_trigger_tool_change", call -> change())),
                        questions())
                .toList();
    }

    private static Stream<Tool<?, ?>> questions() {
        return Stream.of(
                asking("elicitation", call -> "Hello, " + answer(NAME, "name", call) + "!"),
                asking("sampling", call -> Asking.ask(
                                Asking.model("capital_question", "What is the capital of France?", 100), call)
                        .path("content")
                        .path("text")
                        .asText()),
                asking("list_roots", call -> Asking.ask(Asking.roots("client_roots"), call)
                        .path("roots")
                        .toString()),
                asking("request_state", call -> confirmed("state-ok", call)),
                asking("tampered_state", call -> confirmed("confirmed", call)),
                asking("multiple_inputs", call -> Asking.ask(
                                List.of(
                                        NAME,
                                        Asking.model("greeting", "Generate a greeting", 50),
                                        Asking.roots("client_roots")),
                                call)
                        .toString()),
                asking(
                        "multi_round",
                        call -> answer(Asking.text("step1", "Step 1: What is your name?", "name"), "name", call)
                                + " likes "
                                + answer(
                                        Asking.text("step2", "Step 2: What is your favorite color?", "color"),
                                        "color",
                                        call)),
                asking("capabilities", call -> Asking.ask(
                                Stream.of(NAME, Asking.model("greeting", "Generate a greeting", 50))
                                        .filter(question ->
                                                call.questions().orElseThrow().accepts(question.method()))
                                        .toList(),
                                call)
                        .toString()));
    }

    private static Tool<?, ?> asking(String what, Function<CallContext, String> work) {
        return tool("test_input_required_result_" + what, work);
    }

    private static Tool<?, ?> tool(String name, Function<CallContext, String> work) {
        return Tool.reads(name, "fixtures")
                .title(name)
                .description("A fixture of the conformance suite.")
                .does(
                        FixtureTools.None.class,
                        ContentResult.class,
                        (input, call) -> new ContentResult(List.of(new Text(work.apply(call)))));
    }

    private static String answer(Question question, String field, CallContext call) {
        return Asking.ask(question, call).path("content").path(field).asText();
    }

    private static String confirmed(String text, CallContext call) {
        Asking.ask(Asking.form("confirm", "Please confirm", "ok", "boolean"), call);
        return text;
    }

    private static String streamed(CallContext call) {
        call.progress(1, 2, "About to ask");
        return "Hello, " + answer(NAME, "name", call) + "!";
    }

    private String change() {
        int number = changes.incrementAndGet();
        catalogue.get().replace("changes", List.of(tool("test_change_" + number, call -> "Changed.")));
        return "The tools have changed.";
    }
}
