package io.qubinode.mcp.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A real Redis, a child process that keeps nothing on disk; it can be killed, stopped for a while, and started again. */
public final class Redis implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final List<String> options;
    private final int port;
    private Process process;

    /** Starts it; options go to {@code redis-server}. */
    public Redis(String... options) {
        this(freePort(), options);
    }

    private Redis(int port, String... options) {
        this.port = port;
        this.options = List.of(options);
        start();
    }

    /** One that speaks TLS only. */
    public static Redis withTls(Path certificate, Path key) {
        int port = freePort();
        return new Redis(
                port,
                "--port",
                "0",
                "--tls-port",
                String.valueOf(port),
                "--tls-auth-clients",
                "no",
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString());
    }

    public static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-server")));
    }

    /** Below the range from which clients get theirs. */
    private static int freePort() {
        for (int port = 27379; port < 32768; port++) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                continue;
            }
        }
        throw new IllegalStateException("no free port");
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public void start() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "redis"));
            var command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1", "--save", "", "--dir", "."));
            command.addAll(List.of("--port", String.valueOf(port)));
            // The last one counts.
            command.addAll(options);
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(port + ".log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        until(this::answers);
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Without any warning. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** It stays there, but does nothing until {@link #goOn}. */
    public void hang() {
        signal("STOP");
    }

    public void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void until(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(LONGEST);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("not in time");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
