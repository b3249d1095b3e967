package io.foreflow.forecaster.api;

import io.foreflow.forecaster.query.UnavailableStateException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.DoSHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's HTTP side. Every refusal is a {@link Problem}. */
public final class HttpApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    /** Maximum size of a request's body in bytes. */
    static final int MAX_BODY = 1 << 20;

    /** Maximum number of threads beside those that stream events; an idle connection needs none. */
    private static final int MAX_THREADS = 32;

    /** Maximum number of addresses whose requests are counted at a time. */
    private static final int MAX_COUNTED_ADDRESSES = 10_000;

    /** Seconds after which state that moves is usually there. */
    private static final int RETRY_AFTER = 2;

    private final HttpSettings settings;
    private final Javalin javalin;
    private final Tls tls;
    private final List<Routes> all;

    /**
     * Answers the paths of a service.
     *
     * @throws BindException if a token or the certificate cannot be read
     */
    public HttpApi(HttpSettings settings, Probes probes, ServiceRoutes routes) {
        this(settings, probes, tls -> routes.all(settings, probes, tls));
    }

    /**
     * Answers probes alone.
     *
     * @throws BindException if a token or the certificate cannot be read
     */
    public HttpApi(HttpSettings settings, Probes probes) {
        this(settings, probes, tls -> List.of());
    }

    private HttpApi(HttpSettings settings, Probes probes, Function<Tls, List<Routes>> routes) {
        this.settings = settings;
        this.tls = Tls.of(settings);
        Access access = new Access(settings);
        this.all = routes.apply(tls);
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.maxRequestSize = MAX_BODY;
            config.http.prefer405over404 = true;
            config.http.compressionStrategy = CompressionStrategy.GZIP;
            config.jetty.modifyServer(this::limit);
            config.jetty.threadPool = threads(settings);
            tls.addTo(config.jetty, settings);
            config.routes.before(access::check);
            addFailures(config);
            new ProbeRoutes(probes).addTo(config.routes);
            all.forEach(one -> one.addTo(config.routes));
        });
    }

    private static QueuedThreadPool threads(HttpSettings settings) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS + settings.eventStreams(), 2);
        threads.setName("http");
        threads.setDaemon(true);
        return threads;
    }

    private void limit(Server server) {
        server.setErrorHandler(new ProblemPages());
        if (settings.requestsPerSecond() > 0) {
            server.setHandler(new DoSHandler(
                    DoSHandler.ID_FROM_REMOTE_ADDRESS,
                    new DoSHandler.LeakingBucketTrackerFactory(settings.requestsPerSecond()),
                    new DoSHandler.StatusRejectHandler(HttpStatus.TOO_MANY_REQUESTS_429),
                    MAX_COUNTED_ADDRESSES));
        }
    }

    private static void addFailures(JavalinConfig config) {
        config.routes.exception(ProblemException.class, (problem, context) -> refuse(context, problem.problem()));
        config.routes.exception(
                UnavailableStateException.class,
                (moving, context) -> refuse(
                        context,
                        new Problem(
                                HttpStatus.SERVICE_UNAVAILABLE_503,
                                moving.getMessage() + "; try again in " + RETRY_AFTER + " s",
                                OptionalInt.of(RETRY_AFTER),
                                List.of())));
        config.routes.exception(
                HttpResponseException.class,
                (refusal, context) -> refuse(context, Problem.of(refusal.getStatus(), detail(refusal))));
        config.routes.exception(Exception.class, (failure, context) -> {
            LOG.error("{} {} could not be answered", context.method(), context.path(), failure);
            refuse(context, Problem.of(HttpStatus.INTERNAL_SERVER_ERROR_500, "the request failed; the log says why"));
        });
    }

    private static String detail(HttpResponseException refusal) {
        return switch (refusal.getStatus()) {
            case HttpStatus.NOT_FOUND_404 -> "there is no such path; /openapi.yaml lists all paths";
            case HttpStatus.METHOD_NOT_ALLOWED_405 -> "this path has no such method; /openapi.yaml lists all methods";
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> "the body has more than " + MAX_BODY + " bytes; send it in parts";
            default -> String.valueOf(refusal.getMessage());
        };
    }

    /**
     * Writes a problem, unless its client is gone. This method must not throw: the framework hands the exception of a
     * handler of exceptions to the same handler again, for ever.
     */
    private static void refuse(Context context, Problem problem) {
        try {
            write(context, problem);
        } catch (RuntimeException e) {
            LOG.debug("Nobody is left to hear of a problem with {}", problem.status(), e);
        }
    }

    private static void write(Context context, Problem problem) {
        problem.retryAfter().ifPresent(seconds -> context.header("Retry-After", Integer.toString(seconds)));
        if (problem.status() == HttpStatus.UNAUTHORIZED_401) {
            context.header("WWW-Authenticate", "Bearer");
        }
        context.status(problem.status())
                .contentType(Problem.type(context.path()))
                .result(problem.bytes(context.path()));
    }

    /** @throws BindException if the port is taken or the address is not this machine's */
    public void start() {
        try {
            if (tls.isOn()) {
                javalin.start();
            } else {
                javalin.start(settings.host(), settings.port());
            }
        } catch (RuntimeException e) {
            javalin.stop();
            throw new BindException(bindProblem(e), e);
        }
    }

    /** Returns the port that is bound. */
    public int port() {
        return javalin.port();
    }

    /** Returns {@code http} or {@code https}. */
    public String scheme() {
        return tls.isOn() ? "https" : "http";
    }

    @Override
    public void close() {
        // Streams of events are open as long as somebody listens.
        all.forEach(Routes::close);
        javalin.stop();
    }

    private String bindProblem(Throwable failure) {
        String where = settings.host() + ":" + settings.port();
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
