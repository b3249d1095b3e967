package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.SensorId;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/events}: a stream of server-sent events, with a thread for each client. */
final class EventRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(EventRoutes.class);
    private static final Set<String> TYPES = Set.of("forecast", "score", "alert", "model", "status");

    /** Time after which a comment is sent, so that a connection that is gone is noticed. */
    private static final long KEEP_ALIVE_MS = 10_000;

    private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

    private final EventHub hub;
    private final EventSource source;
    private final int maxStreams;
    private final AtomicInteger streams = new AtomicInteger();
    private final ExecutorService writers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "http-events");
        thread.setDaemon(true);
        return thread;
    });

    EventRoutes(EventHub hub, EventSource source, int maxStreams) {
        this.hub = hub;
        this.source = source;
        this.maxStreams = maxStreams;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/events", this::open);
    }

    private void open(Context context) throws IOException {
        Optional<SensorId> sensor =
                Optional.ofNullable(context.queryParam("sensor")).map(text -> Parameters.sensor(text, "sensor"));
        Set<String> types = types(context);
        if (streams.incrementAndGet() > maxStreams) {
            streams.decrementAndGet();
            throw ProblemException.unavailable(
                    "too many streams of events are open; close one, or raise http.eventStreams", 30);
        }
        boolean started = false;
        try {
            HttpServletResponse response = context.res();
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentType("text/event-stream");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-cache");
            response.setHeader("X-Accel-Buffering", "no");
            EventSubscription subscription = hub.subscribe(
                    event -> types.contains(event.type())
                            && (sensor.isEmpty()
                                    || event.sensor().isEmpty()
                                    || event.sensor().get().equals(sensor.get().value())),
                    Optional.ofNullable(context.header("Last-Event-ID")));
            source.listen();
            // The stream is closed when the future completes. What else the framework would do then needs a client that
            // is still there.
            context.skipRemainingHandlers();
            CompletableFuture<Void> ended = new CompletableFuture<>();
            context.future(() -> ended);
            writers.execute(() -> write(response, subscription, ended));
            started = true;
        } finally {
            if (!started) {
                streams.decrementAndGet();
            }
        }
    }

    private static Set<String> types(Context context) {
        String text = context.queryParam("types");
        if (text == null) {
            return TYPES;
        }
        List<String> types = Arrays.asList(text.split(",", -1));
        if (!TYPES.containsAll(types)) {
            throw ProblemException.badRequest(
                    "types must be some of alert, forecast, model, score, status, separated by commas");
        }
        return Set.copyOf(types);
    }

    private void write(HttpServletResponse response, EventSubscription subscription, CompletableFuture<Void> ended) {
        try {
            OutputStream out = response.getOutputStream();
            out.write(COMMENT);
            response.flushBuffer();
            while (!subscription.isOver()) {
                Optional<ServiceEvent> next = subscription.next(KEEP_ALIVE_MS);
                out.write(next.map(ServiceEvent::frame).orElse(COMMENT));
                if (subscription.isIdle()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            LOG.debug("A client of events is gone", e);
        } catch (RuntimeException e) {
            LOG.error("A stream of events ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hub.unsubscribe(subscription);
            streams.decrementAndGet();
            ended.complete(null);
        }
    }

    @Override
    public void close() {
        source.close();
        hub.close();
        writers.shutdownNow();
    }
}
