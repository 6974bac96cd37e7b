package io.qubinode.mcp.assistant.document.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/** Sessions of one pull by OpenSSH's client, which knows keys and hosts of the account that this service runs as, and asks nobody. */
final class SshCommand extends SshSessionFactory {

    private static final int MOST_SAID = 2_000;
    private static final Duration TO_END = Duration.ofSeconds(5);

    private final List<String> command;
    private final PullLimits limits;
    private final Duration longest;
    private CompletableFuture<String> said = CompletableFuture.completedFuture("");

    /**
     * @param command the client and its options
     * @param longest after which its process is ended
     */
    SshCommand(List<String> command, PullLimits limits, Duration longest) {
        this.command = command;
        this.limits = limits;
        this.longest = longest;
    }

    @Override
    public RemoteSession getSession(URIish uri, CredentialsProvider credentials, FS fs, int milliseconds) {
        return new Session(uri);
    }

    /** What the client said of itself and of the server, for people; empty when nothing. */
    String said() {
        return said.completeOnTimeout("", TO_END.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    @Override
    public String getType() {
        return "openssh";
    }

    private final class Session implements RemoteSession {

        private final URIish uri;
        private Process client;

        private Session(URIish uri) {
            this.uri = uri;
        }

        @Override
        public Process exec(String asked, int seconds) throws IOException {
            var line = new ArrayList<>(command);
            line.addAll(List.of("-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=10"));
            if (uri.getPort() > 0) {
                line.addAll(List.of("-p", String.valueOf(uri.getPort())));
            }
            line.addAll(
                    List.of("--", uri.getUser() == null ? uri.getHost() : uri.getUser() + "@" + uri.getHost(), asked));
            client = new ProcessBuilder(line).start();
            Process started = client;
            said = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> said.complete(errors(started)));
            // Nothing else ends a read of a pipe.
            started.onExit()
                    .orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((ended, late) -> {
                        if (late != null) {
                            started.destroyForcibly();
                        }
                    });
            return new Limited(started);
        }

        @Override
        public void disconnect() {
            if (client != null) {
                end(client);
            }
        }
    }

    /** Not at once, for with it go its last words. */
    private void end(Process client) {
        client.onExit()
                .completeOnTimeout(client, TO_END.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(this::said)
                .join();
        client.destroy();
    }

    private static String errors(Process client) {
        try (var errors = client.getErrorStream()) {
            String first = new String(errors.readNBytes(MOST_SAID), StandardCharsets.UTF_8).strip();
            errors.transferTo(OutputStream.nullOutputStream());
            return first;
        } catch (IOException e) {
            return "";
        }
    }

    /** A process whose output keeps within the limits. */
    private final class Limited extends Process {

        private final Process process;
        private final InputStream output;

        private Limited(Process process) {
            this.process = process;
            this.output = limits.limited(process.getInputStream());
        }

        @Override
        public OutputStream getOutputStream() {
            return process.getOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return output;
        }

        @Override
        public InputStream getErrorStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public int exitValue() {
            // JGit asks at the end of the output, which comes a little before that of the process.
            process.onExit()
                    .completeOnTimeout(process, TO_END.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return process.exitValue();
        }

        @Override
        public void destroy() {
            end(process);
        }
    }
}
