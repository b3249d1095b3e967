package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.offline.CatchUp;
import io.foreflow.forecaster.offline.TrainingWindows;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.models.series.TrainingWindow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for reading training windows from the topic: what to do if the live service is behind. */
final class TopicWindowsOptions {
    @Option(
            names = "--wait",
            arity = "0..1",
            paramLabel = "DURATION",
            converter = WaitConverter.class,
            preprocessor = WaitConverter.NextArgument.class,
            fallbackValue = WaitConverter.WITHOUT_LIMIT,
            description = "Waits until the live service has read all present readings, at most this long, such as 10m. "
                    + "Where windows come from what the service writes, a service that is behind is an error without "
                    + "this option.")
    private @Nullable Duration wait;

    @Option(
            names = "--behind-ok",
            description = "Does not check how far the live service is where windows come from what it writes.")
    private boolean behindOk;

    /** Returns the first of the options that was given. */
    Optional<String> given() {
        if (wait != null) {
            return Optional.of("--wait");
        }
        return behindOk ? Optional.of("--behind-ok") : Optional.empty();
    }

    /** Returns true if the options contradict each other. */
    boolean contradict() {
        return wait != null && behindOk;
    }

    /**
     * Returns all training windows, at least one.
     *
     * @param otherwise advice if there is none; a sentence
     * @throws CommandException if there is none
     * @throws io.foreflow.forecaster.offline.ServiceBehindException if the live service that writes them is behind
     */
    List<TrainingWindow> read(Environment environment, LiveServiceConfig config, String otherwise)
            throws InterruptedException {
        PipelineConfig pipeline = config.pipeline();
        await(environment, config);
        List<TrainingWindow> windows = TrainingWindows.fromTopic(config, environment.clock());
        if (windows.isEmpty()) {
            throw new CommandException(
                    "the readings on " + TrainingWindows.topic(pipeline) + " make no training window yet; it takes "
                            + (pipeline.windowing().shape().history()
                                    + pipeline.windowing().shape().horizon())
                            + " buckets in a row, and readings until "
                            + pipeline.windowing().revisionHorizon()
                            + " steps after them. " + otherwise);
        }
        return windows;
    }

    /**
     * Waits for the broker, and for the live service where windows come from what it writes.
     *
     * @throws io.foreflow.forecaster.offline.ServiceBehindException if the live service that writes them is behind
     */
    void await(Environment environment, LiveServiceConfig config) throws InterruptedException {
        PipelineConfig pipeline = config.pipeline();
        if (pipeline.outputs().trainingWindows()) {
            Topics.ensure(environment, config, TrainingWindows.topic(pipeline));
        } else {
            // Who only reads the readings makes no topic, and takes it with as many partitions as it has.
            Topics.awaitBroker(environment, config);
        }
        if (wait != null || (TrainingWindows.areWrittenByService(pipeline) && !behindOk)) {
            CatchUp.require(environment, config, Optional.ofNullable(wait));
        }
    }
}
