package io.qubinode.mcp.security.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.OpenTelemetry;
import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.identity.ApiKeyAuthenticator;
import io.qubinode.mcp.security.identity.ClientKey;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.testing.Calls;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.security.watch.AuditExport;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What the gate costs beside the tool itself; {@code bench/gate} runs it. The audit trail is a real file on disk. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 15, time = 2)
@Measurement(iterations = 5, time = 2)
public class GateBenchmark {

    private static final String KEY = "bench-key-0123456789abcdef0123456789";

    private final HttpServerRequest request = (HttpServerRequest) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {HttpServerRequest.class}, (proxy, method, given) -> KEY);
    private final ObjectNode message = ToolJson.MAPPER.createObjectNode().put("message", "hi");
    private final ObjectNode note = ToolJson.MAPPER.createObjectNode().put("note_name", "n");
    private ApiKeyAuthenticator authenticator;
    private AuditFile audit;
    private Calls calls;

    @Setup
    public void open() throws IOException {
        Path folder = Files.createTempDirectory(Path.of("target"), "bench");
        audit = new AuditFile(
                new AuditFile.Settings(
                        folder.resolve("audit.jsonl"), Optional.of(KEY), 100L << 20, 1000, Duration.ofMinutes(1)),
                new AuditExport(OpenTelemetry.noop()));
        authenticator = new ApiKeyAuthenticator(
                List.of(ClientKey.of(KEY, new Caller("alice", ApiKeyAuthenticator.METHOD, Permission.EXECUTE))),
                Optional.empty(),
                Clock.systemUTC());
        calls = new Calls(
                new ProbeTools().tools(),
                audit,
                new ConcurrentCalls(1_000),
                tool -> false,
                new SecretMask(List.of(KEY), Optional.of(KEY)));
    }

    @TearDown
    public void close() throws IOException {
        audit.close();
    }

    /** Identity, limit, permission, arguments, an empty tool, and the record of its end. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Result<ToolAnswer> read() {
        return calls.call(call("echo", message));
    }

    /** The same for a change, whose first record is on disk before the tool runs. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Result<ToolAnswer> change() {
        return calls.call(call("write_note", note));
    }

    /** Many at once, who share the waits for the disk. */
    @Benchmark
    @Threads(32)
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public Result<ToolAnswer> changesOfThirtyTwo() {
        return calls.call(call("write_note", note));
    }

    private Operation call(String tool, ObjectNode arguments) {
        Caller caller = authenticator.authenticate(request).orElseThrow();
        return Calls.operation(tool, caller, arguments, Peer.waiting(() -> false));
    }
}
