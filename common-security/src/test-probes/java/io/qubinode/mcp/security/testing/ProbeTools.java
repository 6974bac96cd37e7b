package io.qubinode.mcp.security.testing;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Tools that show what a tool can do. */
@Singleton
public class ProbeTools implements ToolProvider {

    public static final AtomicInteger WRITTEN = new AtomicInteger();
    public static volatile CountDownLatch cancelled = new CountDownLatch(1);

    public enum Mood {
        QUITE_CALM,
        LOUD
    }

    public record EchoInput(
            @JsonPropertyDescription("What to say") @Size(min = 1, max = 100)
            String message,

            @JsonProperty(defaultValue = "2") @Min(1) @Max(5)
            int times,

            @JsonProperty(defaultValue = "quite_calm") Mood mood,
            Optional<@Size(max = 10) String> addressedTo,
            @JsonProperty(defaultValue = "{}") Map<String, Object> extra,
            @JsonProperty(defaultValue = "[]") List<@Size(max = 5) String> tags) {}

    public record EchoOutput(@WrittenByOthers List<String> said, Mood mood, Optional<String> addressedTo, Instant at) {}

    public record NoteInput(
            @JsonAlias("name") @Size(max = 50) String noteName) {}

    public record WipeInput(
            String noteName,
            Optional<String> apiToken,
            @JsonProperty(defaultValue = "false") boolean dryRun) {}

    public record NoteOutput(int written) {}

    public record Empty() {}

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(
                Tool.reads("echo", "probe")
                        .title("Echo")
                        .description("Says it again.")
                        .does(EchoInput.class, EchoOutput.class, ProbeTools::echo),
                Tool.changes("write_note", "probe", ToolHints.ADDS)
                        .title("Write")
                        .description("Counts.")
                        .does(NoteInput.class, NoteOutput.class, ProbeTools::write),
                Tool.administers("reset", "probe", ToolHints.ADDS)
                        .title("Reset")
                        .description("Is for administrators.")
                        .does(Empty.class, NoteOutput.class, (input, call) -> new NoteOutput(0)),
                Tool.reads("work_long", "probe")
                        .title("Work")
                        .description("Works until cancelled.")
                        .does(Empty.class, NoteOutput.class, ProbeTools::work),
                Tool.reads("break", "probe")
                        .title("Break")
                        .description("Has a bug.")
                        .does(Empty.class, NoteOutput.class, ProbeTools::fail),
                Tool.changes("wipe", "dangerous", ToolHints.DELETES)
                        .title("Wipe a note")
                        .description("Takes away.")
                        .does(
                                WipeInput.class,
                                NoteOutput.class,
                                (input, call) ->
                                        new NoteOutput(input.dryRun() ? WRITTEN.get() : WRITTEN.incrementAndGet())),
                Tool.reads("hidden", "off_by_default")
                        .title("Hidden")
                        .description("Is not offered.")
                        .does(Empty.class, NoteOutput.class, ProbeTools::fail));
    }

    private static EchoOutput echo(EchoInput input, CallContext call) {
        if (input.message().equals("nobody")) {
            throw new ToolException(ErrorCode.NOT_FOUND, "There is nobody.", "Say something else.");
        }
        call.progress(1, 2, "half");
        return new EchoOutput(
                java.util.Collections.nCopies(input.times(), input.message()),
                input.mood(),
                input.addressedTo(),
                Instant.EPOCH);
    }

    private static NoteOutput write(NoteInput input, CallContext call) {
        return new NoteOutput(WRITTEN.incrementAndGet());
    }

    private static NoteOutput work(Empty input, CallContext call) {
        call.progress(0, 0, "working");
        while (true) {
            if (call.cancelled()) {
                cancelled.countDown();
            }
            call.checkCancelled();
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ToolException.cancelled();
            }
        }
    }

    private static NoteOutput fail(Empty input, CallContext call) {
        throw new IllegalStateException("secret detail at /etc/somewhere");
    }
}
