package io.qubinode.mcp.conformance;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ContentBlock.Text;
import io.qubinode.mcp.security.tool.ContentResult;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** The suite's tools for the extension for tasks, as its descriptions ask. */
@Singleton
final class TaskTools implements ToolProvider {

    private static final String EXTENSION = "io.modelcontextprotocol/tasks";
    private static final long STEP_MILLIS = 50;

    public record Greeting(String name) {}

    public record Work(@Min(0) @Max(600) int seconds, Optional<String> label) {}

    public record File(String filename) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(
                tool("greet", Greeting.class, (input, call) -> "Hello, " + input.name() + "!"),
                tool("slow_compute", Work.class, TaskTools::compute),
                tool("failing_job", FixtureTools.None.class, (input, call) -> {
                    requireTask(call);
                    work(1, call);
                    throw new ToolException(ErrorCode.BACKEND_REFUSED, "The job failed, as it always does.", "");
                }),
                tool("protocol_error_job", FixtureTools.None.class, (input, call) -> {
                    requireTask(call);
                    throw new IllegalStateException("The job breaks, as it always does");
                }),
                tool("confirm_delete", File.class, (input, call) -> {
                    requireTask(call);
                    Asking.ask(Asking.form("confirm", "Delete " + input.filename() + "?", "confirm", "boolean"), call);
                    return "Deleted.";
                }),
                tool("multi_input", FixtureTools.None.class, (input, call) -> {
                    requireTask(call);
                    List<Questions.Question> both = List.of(
                            Asking.text("first", "What is your name?", "name"),
                            Asking.text("second", "And your other name?", "name"));
                    return Asking.ask(both, call).toString();
                }),
                tool("test_tool_with_task", FixtureTools.None.class, (input, call) -> {
                    String name = Asking.ask(Asking.text("user_name", "What is your name?", "name"), call)
                            .path("content")
                            .path("name")
                            .asText();
                    requireTask(call);
                    return "Hello, " + name + "!";
                }));
    }

    private static <I extends Record> Tool<?, ?> tool(
            String name, Class<I> input, BiFunction<I, CallContext, String> work) {
        return Tool.reads(name, "fixtures")
                .title(name)
                .description("A fixture of the conformance suite.")
                .does(
                        input,
                        ContentResult.class,
                        (given, call) -> new ContentResult(List.of(new Text(work.apply(given, call)))));
    }

    private static void requireTask(CallContext call) {
        if (!call.continueAsTask()) {
            call.questions().ifPresent(questions -> questions.needed(EXTENSION));
            throw new ToolException(ErrorCode.WRONG_STATE, "The client knows no tasks.", "");
        }
    }

    private static String compute(Work input, CallContext call) {
        if (input.seconds() > 0) {
            call.continueAsTask();
        }
        work(input.seconds(), call);
        return "Computed for " + input.seconds() + " s.";
    }

    private static void work(int seconds, CallContext call) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            call.checkCancelled();
            try {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ToolException.cancelled();
            }
        }
    }
}
