package io.qubinode.mcp.airflow.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server of images that knows ranges as nginx does, and breaks connections when told to. */
final class FlakyServer implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    private static final int SMALL = 1_000;

    final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final HttpServer server;
    volatile int breaks;
    volatile int status;
    volatile Runnable onBreak = () -> {};
    volatile String version = "\"v1\"";
    /** By how much it says another part of a file than it was asked for. */
    volatile int shift;
    /** Whether an answer says how long it is. */
    volatile boolean withLength = true;
    /** Nothing of a file's second half is sent before this is counted down. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    FlakyServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String file) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + file;
    }

    void put(String file, byte[] content) {
        files.put("/" + file, content);
    }

    void put(String file, String content) {
        put(file, content.getBytes(StandardCharsets.UTF_8));
    }

    byte[] content(String file) {
        return files.get("/" + file);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(path + (range == null ? "" : " " + range));
            byte[] content = files.get(path);
            if (status != 0 || content == null) {
                exchange.sendResponseHeaders(status != 0 ? status : 404, -1);
                return;
            }
            send(exchange, content, start(exchange, range));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int start(HttpExchange exchange, String range) {
        Matcher match = RANGE.matcher(range == null ? "" : range);
        boolean same = version.equals(exchange.getRequestHeaders().getFirst("If-Range"));
        return match.matches() && same ? Integer.parseInt(match.group(1)) : 0;
    }

    private void send(HttpExchange exchange, byte[] content, int start) throws IOException, InterruptedException {
        if (start >= content.length) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders().set("ETag", version);
        if (start > 0) {
            String range = "bytes " + (start + shift) + "-" + (content.length - 1) + "/" + content.length;
            exchange.getResponseHeaders().set("Content-Range", range);
        }
        exchange.sendResponseHeaders(start > 0 ? 206 : 200, withLength ? content.length - start : 0);
        byte[] rest = Arrays.copyOfRange(content, start, content.length);
        int half = gate.getCount() > 0 ? Math.max(0, content.length / 2 - start) : rest.length / 2;
        exchange.getResponseBody().write(rest, 0, half);
        exchange.getResponseBody().flush();
        if (breaks > 0 && rest.length > SMALL) {
            breaks--;
            onBreak.run();
            throw new IOException("cut");
        }
        if (content.length > SMALL) {
            gate.await();
        }
        exchange.getResponseBody().write(rest, half, rest.length - half);
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
    }
}
