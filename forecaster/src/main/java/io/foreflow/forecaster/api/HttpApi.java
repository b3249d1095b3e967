package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's HTTP side: {@code /livez}, {@code /readyz} and {@code /metrics}. Probes answer 200 or 503, with a JSON
 * object that says why.
 */
public final class HttpApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    /** Maximum number of threads: Jetty needs a few for itself; the rest is for probes and scrapes. */
    private static final int MAX_THREADS = 16;

    /** Content type of the Prometheus text format. */
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final String host;
    private final int requestedPort;
    private final Javalin javalin;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param port 0 takes a free one
     * @param live answers requests to {@code /livez}
     * @param ready answers requests to {@code /readyz}
     * @param metrics returns the text of {@code /metrics}
     */
    public HttpApi(String host, int port, Supplier<Health> live, Supplier<Health> ready, Supplier<String> metrics) {
        this.host = host;
        this.requestedPort = port;
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
            threads.setName("http");
            threads.setDaemon(true);
            config.jetty.threadPool = threads;
            config.routes.exception(Exception.class, HttpApi::fail);
            config.routes.get("/livez", context -> answer(context, live.get(), "live"));
            config.routes.get("/readyz", context -> answer(context, ready.get(), "ready"));
            config.routes.get(
                    "/metrics", context -> context.contentType(METRICS_TYPE).result(metrics.get()));
        });
    }

    /** @throws BindException if the port is taken or the address is not this machine's */
    public void start() {
        try {
            javalin.start(host, requestedPort);
        } catch (RuntimeException e) {
            javalin.stop();
            throw new BindException(bindProblem(e), e);
        }
    }

    /** Returns the port that is bound. */
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void answer(Context context, Health health, String question) throws IOException {
        ObjectNode body = json.createObjectNode();
        body.put(question, health.ok());
        var problems = body.putArray("problems");
        health.problems().forEach(problems::add);
        health.details().forEach(body::put);
        context.status(health.ok() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(ContentType.APPLICATION_JSON)
                .result(json.writeValueAsBytes(body));
    }

    private static void fail(Exception failure, Context context) {
        LOG.error("{} {} could not be answered", context.method(), context.path(), failure);
        context.status(HttpStatus.INTERNAL_SERVER_ERROR).result("the log says why");
    }

    private String bindProblem(Throwable failure) {
        String where = host + ":" + requestedPort;
        java.net.BindException bind = find(failure);
        String reason = String.valueOf(bind == null ? failure.getMessage() : bind.getMessage());
        if (reason.contains("Address already in use") || reason.contains("already in use")) {
            return "HTTP cannot listen on " + where
                    + ": the port is in use. Stop what listens there, or choose another port with http.port (0 takes a"
                    + " free one).";
        }
        return "HTTP cannot listen on " + where + ": " + reason + ". Check http.host and http.port.";
    }

    private static java.net.@Nullable BindException find(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.BindException bind) {
                return bind;
            }
        }
        return null;
    }
}
