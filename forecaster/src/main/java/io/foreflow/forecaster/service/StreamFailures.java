package io.foreflow.forecaster.service;

import io.foreflow.windowing.streams.StateFormatException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how to handle a stream thread that died. A failure that may pass is retried with a new thread, a bounded
 * number of times. For any other failure the streams stop and say why, since the same record would fail again.
 */
final class StreamFailures implements StreamsUncaughtExceptionHandler {
    /** Maximum number of replacements of each thread: a failure of the brokers ends all threads at once. */
    static final int MAX_REPLACEMENTS = 5;

    /**
     * Maximum number of replaced threads for inference. A request that ends its thread does so twice before it is given
     * up: the service survives thirty such requests.
     */
    static final int MAX_INFERENCE_REPLACEMENTS = 60;

    static final Duration WITHIN = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(StreamFailures.class);

    private final String what;
    private final String after;
    private final int maxReplacements;
    private final Predicate<Throwable> passes;
    private final Path stateDir;
    private final LongSupplier nanoTime;
    private final Runnable onReplaced;
    private final Consumer<LiveServiceException> onFatal;

    /** Times of the replacements, in nanoseconds. */
    private final Deque<Long> replacements = new ArrayDeque<>();

    private StreamFailures(
            String what,
            String after,
            int maxReplacements,
            Predicate<Throwable> passes,
            Path stateDir,
            LongSupplier nanoTime,
            Runnable onReplaced,
            Consumer<LiveServiceException> onFatal) {
        this.what = what;
        this.after = after;
        this.maxReplacements = maxReplacements;
        this.passes = passes;
        this.stateDir = stateDir;
        this.nanoTime = nanoTime;
        this.onReplaced = onReplaced;
        this.onFatal = onFatal;
    }

    /**
     * Creates the handler for the threads that forecast.
     *
     * @param stateDir folder of their stores
     * @param threads number of these threads
     * @param nanoTime returns nanoseconds that no change of the clock moves
     * @param onFatal called once the service cannot continue; must not wait for Streams to close
     */
    static StreamFailures ofForecasts(
            Path stateDir, int threads, LongSupplier nanoTime, Consumer<LiveServiceException> onFatal) {
        return new StreamFailures(
                "The service stops",
                "",
                threads * MAX_REPLACEMENTS,
                StreamFailures::isTransient,
                stateDir,
                nanoTime,
                () -> {},
                onFatal);
    }

    /**
     * Creates the handler for the threads that answer requests. A request may do anything to them and is given up after
     * some attempts. Every failure except a refusal by the broker is therefore retried.
     *
     * @param stateDir folder of the file of their attempts
     * @param nanoTime returns nanoseconds that no change of the clock moves
     * @param onReplaced called when a new thread takes over
     * @param onFatal called once no request is answered any more; must not wait for Streams to close
     */
    static StreamFailures ofInference(
            Path stateDir, LongSupplier nanoTime, Runnable onReplaced, Consumer<LiveServiceException> onFatal) {
        return new StreamFailures(
                "No request for inference is answered any more",
                " Forecasts continue; restart the service to answer requests.",
                MAX_INFERENCE_REPLACEMENTS,
                failure -> isTransient(failure) || !isRefusal(failure),
                stateDir,
                nanoTime,
                onReplaced,
                onFatal);
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        Throwable cause = rootCause(failure);
        if (!passes.test(failure)) {
            return stop(failure, what + ": " + advice(failure, cause));
        }
        long now = nanoTime.getAsLong();
        replacements.removeIf(earlier -> now - earlier > WITHIN.toNanos());
        if (replacements.size() >= maxReplacements) {
            return stop(
                    failure,
                    what + ": a stream thread failed " + (maxReplacements + 1) + " times within "
                            + WITHIN.toMinutes() + " minutes, at last with " + describe(cause) + ". "
                            + (isRetriable(failure)
                                    ? "Check that the brokers are reachable and healthy, then start it again."
                                    : "The log has the details."));
        }
        replacements.add(now);
        onReplaced.run();
        LOG.warn(
                "A stream thread failed with {}; a new one takes over ({} of {} within {} minutes)",
                describe(cause),
                replacements.size(),
                maxReplacements,
                WITHIN.toMinutes(),
                failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private StreamThreadExceptionResponse stop(Throwable failure, String message) {
        LOG.error(message + after, failure);
        onFatal.accept(new LiveServiceException(message + after, failure));
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /**
     * Returns true for a failure that may pass. Memory that ran out may be available again: other threads use it too.
     */
    private static boolean isTransient(Throwable failure) {
        return isRetriable(failure) || rootCause(failure) instanceof OutOfMemoryError;
    }

    private static boolean isRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException
                    || cause instanceof AuthenticationException
                    || cause instanceof MissingSourceTopicException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRetriable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
                return false;
            }
            if (cause instanceof RetriableException || isOfTransaction(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns true for a failure that ends a transaction, its producer or a membership of the group. A new thread has a
     * new producer and joins the group again. Kafka Streams handles most of them itself. The others come when a
     * transaction outlived its timeout or its coordinator moved.
     */
    private static boolean isOfTransaction(Throwable cause) {
        return cause instanceof ApplicationRecoverableException
                || cause instanceof InvalidTxnStateException
                || cause instanceof TransactionAbortedException
                || cause instanceof TransactionAbortableException
                || cause instanceof TransactionCoordinatorFencedException
                || cause instanceof OutOfOrderSequenceException
                || cause instanceof CommitFailedException
                || cause instanceof TaskCorruptedException
                || cause instanceof TaskMigratedException;
    }

    private String advice(Throwable failure, Throwable cause) {
        Optional<String> full = FullDisk.advice(failure, stateDir);
        if (full.isPresent()) {
            return full.get();
        }
        if (cause instanceof MissingSourceTopicException) {
            return "the topic that it reads is gone (" + cause.getMessage() + "). Create it again, then start.";
        }
        if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
            return "the broker refuses it (" + describe(cause) + "). Check the credentials and rights under kafka.";
        }
        if (cause instanceof StateFormatException) {
            return String.valueOf(cause.getMessage()) + ".";
        }
        if (cause instanceof ApiException) {
            return "the broker answered " + describe(cause) + ".";
        }
        return "a stream thread failed with " + story(failure) + ". The log has the details.";
    }

    /** Describes the first problem that is not Streams' wrapping, and its cause. */
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
