package io.foreflow.tutorials.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Files over HTTP on this machine, with ranges, and with troubles on request. */
final class FileServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile boolean ranges = true;
    private volatile boolean stall;
    private volatile boolean endless;

    FileServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void put(String path, byte[] content) {
        files.put(path, content);
    }

    /** The next answers break off in the middle of what they promise. */
    void breakOff(int times) {
        broken.set(times);
    }

    /** The next answers are 503. */
    void beBusy(int times) {
        busy.set(times);
    }

    /** What breaks off stands still instead: its connection stays open. */
    void standStill() {
        stall = true;
    }

    /** An answer does not say how long it is, and does not end: its file comes again and again until nobody listens. */
    void beEndless() {
        endless = true;
    }

    void knowNoRanges() {
        ranges = false;
    }

    /** Path and range of each request, such as {@code /a 5-}. */
    List<String> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(path + (range == null ? "" : " " + range.replace("bytes=", "")));
        byte[] file = files.get(path);
        if (busy.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.sendResponseHeaders(503, -1);
        } else if (file == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            send(exchange, file, range);
        }
    }

    private void send(HttpExchange exchange, byte[] file, @Nullable String range) throws IOException {
        int from = 0;
        if (range != null && ranges) {
            from = Integer.parseInt(range.replaceAll("\\D", ""));
            if (from >= file.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
        }
        if (endless) {
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(file, from, file.length - from);
                }
            }
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, file.length - from);
        OutputStream body = exchange.getResponseBody();
        if (broken.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            body.write(file, from, (file.length - from) / 2);
            body.flush();
            if (stall) {
                return;
            }
            throw new IOException("the server closes the connection of an answer that failed");
        }
        body.write(file, from, file.length - from);
        body.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
