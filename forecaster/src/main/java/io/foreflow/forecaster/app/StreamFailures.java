package io.foreflow.forecaster.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a stream thread that died. What may pass by itself is tried again with a new thread, a bounded
 * number of times; for the rest the service stops and says why, since the same record would only fail again.
 */
final class StreamFailures implements StreamsUncaughtExceptionHandler {
    static final int MAX_REPLACEMENTS = 5;
    static final Duration WITHIN = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(StreamFailures.class);

    private final Clock clock;
    private final Consumer<LiveServiceException> onFatal;
    private final Deque<Instant> replacements = new ArrayDeque<>();

    /** @param onFatal told once the service cannot go on; must not wait for Streams to close */
    StreamFailures(Clock clock, Consumer<LiveServiceException> onFatal) {
        this.clock = clock;
        this.onFatal = onFatal;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        Throwable cause = rootCause(failure);
        if (!isTransient(failure)) {
            return stop(failure, "The service stops: " + advice(failure, cause));
        }
        Instant now = clock.instant();
        replacements.removeIf(earlier -> earlier.isBefore(now.minus(WITHIN)));
        if (replacements.size() >= MAX_REPLACEMENTS) {
            return stop(
                    failure,
                    "The service stops: a stream thread failed " + (MAX_REPLACEMENTS + 1) + " times within "
                            + WITHIN.toMinutes() + " minutes, at last with " + describe(cause)
                            + ". Check that the brokers are reachable and healthy, then start it again.");
        }
        replacements.add(now);
        LOG.warn(
                "A stream thread failed with {}; a new one takes over ({} of {} within {} minutes)",
                describe(cause),
                replacements.size(),
                MAX_REPLACEMENTS,
                WITHIN.toMinutes(),
                failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private StreamThreadExceptionResponse stop(Throwable failure, String message) {
        LOG.error(message, failure);
        onFatal.accept(new LiveServiceException(message, failure));
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
                return false;
            }
            if (cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }

    private static String advice(Throwable failure, Throwable cause) {
        if (cause instanceof MissingSourceTopicException) {
            return "the topic that it reads is gone (" + cause.getMessage() + "). Create it again, then start.";
        }
        if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
            return "the broker refuses it (" + describe(cause) + "). Check the credentials and rights under kafka.";
        }
        if (cause instanceof ApiException) {
            return "the broker answered " + describe(cause) + ".";
        }
        return "a stream thread failed with " + story(failure) + ". The log has the details.";
    }

    /** The first problem that is not Streams' wrapping, and what lies under it. */
    private static String story(Throwable failure) {
        Throwable first = failure;
        while (first instanceof StreamsException && first.getCause() != null) {
            first = first.getCause();
        }
        Throwable root = rootCause(first);
        return first == root ? describe(root) : describe(first) + " (" + describe(root) + ")";
    }

    private static String describe(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        return cause.getClass().getSimpleName() + ": " + message;
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }
}
