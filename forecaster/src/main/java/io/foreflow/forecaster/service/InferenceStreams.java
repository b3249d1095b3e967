package io.foreflow.forecaster.service;

import io.foreflow.forecaster.metrics.InferenceMetrics;
import io.foreflow.forecaster.topology.InferenceTopology;
import io.foreflow.forecaster.topology.InferenceView;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for inference, with a consumer group, clients and threads of its own, so that a failure here stops
 * no forecast. A thread that dies is replaced, a bounded number of times ({@link StreamFailures#ofInference}). After
 * that no request is answered until the service is restarted, and its probes say so.
 */
final class InferenceStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InferenceStreams.class);

    /** Time to finish the current request; if the thread is killed after that, it counts as an attempt. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final InferenceAttemptsFile attempts;
    private final KafkaStreams streams;
    private final StreamsShutdown shutdown;
    private volatile String failure =
            "failed; the log says why. Forecasts continue; restart the service to answer requests";

    /**
     * @param instance name of this instance
     * @throws java.io.UncheckedIOException if the file of attempts in the state folder cannot be used
     */
    InferenceStreams(LiveServiceConfig config, String instance, InferenceView view, InferenceMetrics metrics) {
        this.attempts =
                InferenceAttemptsFile.open(config.stateDir().resolve(config.inferenceApplicationId() + ".attempts"));
        Properties settings = StreamsSettings.ofInference(config, instance);
        this.streams = new KafkaStreams(
                InferenceTopology.build(config.pipeline().topics(), view, attempts, metrics), settings);
        this.shutdown = new StreamsShutdown("Inference", streams, settings, CLOSE_WITHIN);
        streams.setUncaughtExceptionHandler(StreamFailures.ofInference(
                config.stateDir(),
                System::nanoTime,
                metrics::threadReplaced,
                stopped -> failure = String.valueOf(stopped.getMessage())));
        streams.setStateListener((now, before) -> LOG.info("Inference: {} after {}", now, before));
    }

    /** Returns the Streams, to be bound to metrics. */
    KafkaStreams streams() {
        return streams;
    }

    void start() {
        streams.start();
    }

    boolean running() {
        return streams.state() == State.RUNNING;
    }

    /** Returns the state of Streams, or why requests are not answered any more. */
    String describe() {
        State state = streams.state();
        return state == State.ERROR || state == State.PENDING_ERROR ? failure : state.name();
    }

    /** Begins to end, without waiting for it. */
    void beginClose() {
        shutdown.begin();
    }

    @Override
    public void close() throws java.io.IOException {
        // A thread that still works continues to record its attempts.
        if (shutdown.await()) {
            attempts.close();
        }
    }
}
