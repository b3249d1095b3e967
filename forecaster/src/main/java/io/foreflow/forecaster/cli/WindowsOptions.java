package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.offline.DataReport;
import io.foreflow.forecaster.offline.GroupReadings;
import io.foreflow.forecaster.offline.TrainingWindows;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.TrainingReadings;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for the source of training windows, for commands that train or compare models. */
final class WindowsOptions {
    private static final String FROM_TOPIC = "topic";
    private static final int MAX_TOLD = 5;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "topic|FILE.csv",
            defaultValue = FROM_TOPIC,
            description =
                    "Source: the topic of readings, or a table of readings in any form that foreflow data check reads."
                            + " With topics.trainingWindows, topic is the training windows topic.")
    private String from = FROM_TOPIC;

    private @Nullable Path rows;

    @Mixin
    private final TopicWindowsOptions topic = new TopicWindowsOptions();

    @Mixin
    private final FileOptions file = new FileOptions();

    /**
     * Returns the configuration. With a file, its step is the one of the options, or one that suits the file.
     *
     * @param kafka options that name the configuration
     * @throws ParameterException as {@link #windowing} says
     * @throws IOException if the file is a pipe that cannot be read
     */
    LiveServiceConfig config(Environment environment, KafkaOptions kafka) throws IOException {
        ConfigSources sources = file.applyTo(kafka.sources(environment));
        LiveServiceConfig config = Configuration.read(sources);
        WindowerConfig windowing = windowing(config);
        if (from.equals(FROM_TOPIC)) {
            return config;
        }
        ConfigSources suited = file.suited(sources, List.of(rows(environment)), windowing.zone(), note -> environment
                .err()
                .println("note: " + note));
        return suited.equals(sources) ? config : Configuration.read(suited);
    }

    /**
     * Returns the windowing for a file; if windows come from the topic, that of the configuration.
     *
     * @throws ParameterException if an option for files is given without a file, or one for the topic with a file
     */
    WindowerConfig windowing(LiveServiceConfig config) {
        if (topic.contradict()) {
            throw new ParameterException(spec.commandLine(), "--wait and --behind-ok exclude each other");
        }
        if (!from.equals(FROM_TOPIC) && topic.given().isPresent()) {
            throw new ParameterException(spec.commandLine(), topic.given().get() + " is for a topic, not for files");
        }
        if (from.equals(FROM_TOPIC)) {
            file.zone().ifPresent(zone -> refuseForTopic("--zone"));
            file.step().ifPresent(step -> refuseForTopic("--step"));
            file.holidays().ifPresent(name -> refuseForTopic("--holidays"));
            if (file.table().isGiven()) {
                throw new ParameterException(
                        spec.commandLine(), "options of a table are for files; add --from FILE.csv");
            }
        }
        try {
            return file.applyTo(config.pipeline().windowing());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void refuseForTopic(String option) {
        throw new ParameterException(spec.commandLine(), option + " is for files; windows on the topic have theirs");
    }

    /**
     * The windows for training or comparing models.
     *
     * @param ofFile facts of their file; empty if they come from the topic
     */
    record WindowsSource(List<TrainingWindow> windows, Optional<TrainingWindows.OfFile> ofFile) {}

    /**
     * Returns all of them, at least one. A report on a file's readings is printed before.
     *
     * @param kafka options that name the configuration
     * @throws CommandException if there is none
     * @throws io.foreflow.forecaster.offline.ServiceBehindException if the live service that writes them is behind
     * @throws IOException if the file cannot be read
     */
    WindowsSource read(Environment environment, KafkaOptions kafka, LiveServiceConfig config)
            throws IOException, InterruptedException {
        WindowerConfig windowing = windowing(config);
        if (from.equals(FROM_TOPIC)) {
            List<TrainingWindow> windows = topic.read(
                    environment, config, "Give the topic more readings, or read a file with --from FILE.csv");
            return new WindowsSource(file.covariates().applyTo(windows), Optional.empty());
        }
        TrainingWindows.OfFile ofFile =
                fromFile(environment, file.table().options(kafka.tables(environment)), windowing);
        return new WindowsSource(file.covariates().applyTo(ofFile.windows()), Optional.of(ofFile));
    }

    /** Waits until the source can be read: for the broker, and for a live service that windows come from. */
    void await(Environment environment, LiveServiceConfig config) throws InterruptedException {
        if (from.equals(FROM_TOPIC)) {
            topic.await(environment, config);
        }
    }

    /**
     * Returns the readings of the source, which become windows some sensors at a time. A report on a file's readings is
     * printed.
     *
     * @param kafka options that name the configuration
     * @param moment time of arrival of a file's readings; of readings on the topic, those that had arrived
     * @throws CommandException if there is none
     * @throws IOException if the file cannot be read
     */
    TrainingReadings readings(Environment environment, KafkaOptions kafka, LiveServiceConfig config, Instant moment)
            throws IOException {
        WindowerConfig windowing = windowing(config);
        TrainingReadings readings;
        if (from.equals(FROM_TOPIC)) {
            if (config.pipeline().outputs().trainingWindows()) {
                environment
                        .err()
                        .println("note: groups are trained on the readings, not on the topic of training windows");
            }
            readings = GroupReadings.fromTopic(config, environment.clock(), moment);
        } else {
            try (UnusedRows unused = new UnusedRows(environment)) {
                readings = GroupReadings.fromFile(
                        rows(environment),
                        file.table().options(kafka.tables(environment)),
                        windowing,
                        moment,
                        note -> environment.err().println("note: " + note),
                        data -> data.print(environment.err()),
                        unused::tell);
            }
        }
        if (readings.sensors().isEmpty()) {
            throw new CommandException("there is no reading "
                    + (from.equals(FROM_TOPIC) ? "on the topic" : "in " + from) + "; groups need sensors");
        }
        file.covariates().requireIn(readings);
        return readings;
    }

    CovariatesOption covariates() {
        return file.covariates();
    }

    /** Prints the first rows and readings that cannot be used, and at the end how many more there were. */
    record UnusedRows(Environment environment, AtomicLong count) implements AutoCloseable {
        UnusedRows(Environment environment) {
            this(environment, new AtomicLong());
        }

        void tell(String line) {
            if (count.getAndIncrement() < MAX_TOLD) {
                environment.err().println("not used: " + line);
            }
        }

        @Override
        public void close() {
            if (count.get() > MAX_TOLD) {
                environment.err().printf("not used: %,d more%n", count.get() - MAX_TOLD);
            }
        }
    }

    /** Returns the file, always the same one: a pipe can be read only once. */
    private Path rows(Environment environment) throws IOException {
        Path known = rows;
        if (known == null) {
            known = InputFile.of(environment, Path.of(from));
            rows = known;
        }
        return known;
    }

    private TrainingWindows.OfFile fromFile(Environment environment, TableOptions table, WindowerConfig windowing)
            throws IOException {
        Path readings = rows(environment);
        TrainingWindows.OfFile ofFile;
        try (UnusedRows unused = new UnusedRows(environment)) {
            ofFile = TrainingWindows.fromFile(
                    readings,
                    table,
                    windowing,
                    environment.clock().instant(),
                    note -> environment.err().println("note: " + note),
                    data -> data.print(environment.err()),
                    unused::tell);
        }
        DataReport.lines("no training window", ofFile.without()).forEach(environment.err()::println);
        if (ofFile.windows().isEmpty()) {
            throw new CommandException(readings + " is too short or has too many gaps for a training window; it takes "
                    + (windowing.shape().history() + windowing.shape().horizon())
                    + " buckets in a row, and readings until "
                    + windowing.revisionHorizon() + " steps after them");
        }
        return ofFile;
    }
}
