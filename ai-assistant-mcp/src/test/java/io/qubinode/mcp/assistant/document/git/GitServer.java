package io.qubinode.mcp.assistant.document.git;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.qubinode.mcp.security.tls.TrustedCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A bare repository, and git's own server of it by https with a certificate that nobody else trusts. */
final class GitServer implements AutoCloseable {

    private static final String PASSWORD = "of-the-tests-only";

    /** Shorter answers are of branches. */
    private static final int OBJECTS = 100_000;

    /** What is done instead of answering. */
    enum Fault {
        NONE,
        /** Answers nothing. */
        HANG,
        /** A byte now and then. */
        DRIBBLE,
        /** Ends in the middle of the objects. */
        CUT,
        /** Sends to another server. */
        REDIRECT,
        /** A page for people. */
        PAGE
    }

    private final Path work;
    private final Path bare;
    private final Path keys;
    private final Path certificate;
    private final HttpsServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    volatile Fault fault = Fault.NONE;
    volatile Optional<String> account = Optional.empty();

    /** @param forAll has, or gets, the certificate */
    GitServer(Path folder, Path forAll) throws Exception {
        work = Files.createDirectories(folder.resolve("work"));
        bare = folder.resolve("served/lab/docs.git");
        keys = forAll.resolve("keys.p12");
        certificate = forAll.resolve("certificate.pem");
        run(folder, "git", "init", "--quiet", "--bare", "--initial-branch=main", bare.toString());
        run(folder, "git", "init", "--quiet", "--initial-branch=main", work.toString());
        git("remote", "add", "origin", bare.toString());
        if (Files.notExists(certificate)) {
            keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
            keytool("-exportcert", "-rfc", "-file", certificate.toString());
        }
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** Its address, with these credentials. */
    String url(String who) {
        return "https://" + who + "localhost:" + server.getAddress().getPort() + "/lab/docs.git";
    }

    /** The repository on this disk. */
    Path bare() {
        return bare;
    }

    Optional<TrustedCertificates> authorities() {
        return Optional.of(new TrustedCertificates.Reader().convert(certificate.toString()));
    }

    GitServer write(String path, String content) throws IOException {
        Files.createDirectories(work.resolve(path).getParent());
        Files.writeString(work.resolve(path), content);
        return this;
    }

    Path work() {
        return work;
    }

    /** Pushes what was written, by force, and tells the commit. */
    String push(String... options) throws Exception {
        git("add", "--all");
        var commit = new ArrayList<>(List.of("commit", "--quiet", "--allow-empty", "--message=change"));
        commit.addAll(List.of(options));
        git(commit.toArray(String[]::new));
        return publish();
    }

    String publish() throws Exception {
        git("push", "--quiet", "--force", "origin", "HEAD");
        return git("rev-parse", "HEAD");
    }

    String git(String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of("git", "-c", "user.name=Lab", "-c", "user.email=lab@localhost", "-c", "commit.gpgsign=false"));
        command.addAll(Arrays.asList(arguments));
        return run(work, command.toArray(String[]::new));
    }

    private static String run(Path folder, String... command) throws Exception {
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        process.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        process.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        Process started = process.start();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(started.waitFor())
                .as(String.join(" ", command) + "\n" + output)
                .isZero();
        return output;
    }

    private void keytool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(
                List.of("-alias", "git", "-keystore", keys.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        run(work, command.toArray(String[]::new));
    }

    private SSLContext tls() throws Exception {
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String wanted = account.map(known ->
                            "Basic " + Base64.getEncoder().encodeToString(known.getBytes(StandardCharsets.UTF_8)))
                    .orElse(authorization);
            if (fault == Fault.HANG) {
                closed.await();
            } else if (fault == Fault.REDIRECT) {
                exchange.getResponseHeaders().add("Location", "https://127.0.0.1:1" + exchange.getRequestURI());
                exchange.sendResponseHeaders(301, -1);
            } else if (fault == Fault.PAGE) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("<html>Welcome</html>".getBytes(StandardCharsets.UTF_8));
            } else if (wanted != null && !wanted.equals(authorization)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"lab\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                byte[] given = backend(exchange, body);
                int head = headLength(given);
                for (String line : new String(given, 0, head, StandardCharsets.ISO_8859_1).split("\r\n")) {
                    if (!line.startsWith("Status")) {
                        exchange.getResponseHeaders().add(line.split(": ", 2)[0], line.split(": ", 2)[1]);
                    }
                }
                exchange.sendResponseHeaders(200, 0);
                write(exchange.getResponseBody(), Arrays.copyOfRange(given, head + 4, given.length));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void write(OutputStream out, byte[] content) throws IOException, InterruptedException {
        if (fault == Fault.CUT && content.length > OBJECTS) {
            out.write(content, 0, content.length / 2);
            throw new IOException("cut");
        }
        for (byte each : fault == Fault.DRIBBLE ? content : new byte[0]) {
            out.write(each);
            out.flush();
            if (closed.await(100, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        if (fault != Fault.DRIBBLE) {
            out.write(content);
        }
    }

    private static int headLength(byte[] given) {
        return new String(given, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    }

    /** @see <a href="https://git-scm.com/docs/git-http-backend">git http-backend</a> */
    private byte[] backend(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var process = new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = process.environment();
        environment.put("GIT_PROJECT_ROOT", bare.getParent().getParent().toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        header(exchange, "Content-Type").ifPresent(value -> environment.put("CONTENT_TYPE", value));
        header(exchange, "Content-Encoding").ifPresent(value -> environment.put("HTTP_CONTENT_ENCODING", value));
        header(exchange, "Git-Protocol").ifPresent(value -> environment.put("GIT_PROTOCOL", value));
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        Process started = process.start();
        try (var in = started.getOutputStream()) {
            in.write(body);
        }
        var given = new ByteArrayOutputStream();
        started.getInputStream().transferTo(given);
        started.waitFor();
        return given.toByteArray();
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
