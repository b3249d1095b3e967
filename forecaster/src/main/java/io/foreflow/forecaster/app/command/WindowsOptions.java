package io.foreflow.forecaster.app.command;

import io.foreflow.forecaster.app.LiveServiceConfig;
import io.foreflow.forecaster.app.offline.TrainingWindows;
import io.foreflow.forecaster.app.terminal.CommandException;
import io.foreflow.forecaster.app.terminal.Environment;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where training windows come from, for commands that train and judge. */
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
            description = "The training windows topic, or the readings of a CSV file (plain or gzip).")
    private String from = FROM_TOPIC;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "With a file: of the sensors and of times without an offset; window.zone unless given.")
    private @Nullable ZoneId zone;

    @Mixin
    private final HolidaysOption holidays = new HolidaysOption();

    @Mixin
    private final CovariatesOption covariates = new CovariatesOption();

    /**
     * How windows are made of a file; the configuration's where they come from the topic.
     *
     * @throws ParameterException if an option for files is given without a file
     */
    WindowerConfig windowing(LiveServiceConfig config) {
        WindowerConfig windowing = config.pipeline().windowing();
        if (zone != null) {
            if (from.equals(FROM_TOPIC)) {
                throw new ParameterException(
                        spec.commandLine(), "--zone is for files; windows on the topic have theirs");
            }
            windowing = windowing.withZone(zone);
        }
        if (holidays.name().isPresent() && from.equals(FROM_TOPIC)) {
            throw new ParameterException(
                    spec.commandLine(), "--holidays is for files; windows on the topic have theirs");
        }
        try {
            return covariates.applyTo(holidays.applyTo(windowing));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--covariates: " + e.getMessage(), e);
        }
    }

    /**
     * All of them, at least one.
     *
     * @throws CommandException if there is none
     * @throws IOException if the file cannot be read
     */
    List<TrainingWindow> read(Environment environment, LiveServiceConfig config)
            throws IOException, InterruptedException {
        WindowerConfig windowing = windowing(config);
        return covariates.applyTo(
                from.equals(FROM_TOPIC) ? fromTopic(environment, config) : fromFile(environment, windowing));
    }

    private static List<TrainingWindow> fromTopic(Environment environment, LiveServiceConfig config)
            throws InterruptedException {
        Topics.ensure(environment, config, config.pipeline().topics().trainingWindows());
        List<TrainingWindow> windows = TrainingWindows.fromTopic(config);
        if (windows.isEmpty()) {
            throw new CommandException("there are no training windows on "
                    + config.pipeline().topics().trainingWindows()
                    + " yet; run foreflow serve and give it readings, or read a file with --from FILE.csv");
        }
        return windows;
    }

    private List<TrainingWindow> fromFile(Environment environment, WindowerConfig windowing) throws IOException {
        Path file = environment.directory().resolve(from);
        long[] rejected = {0};
        List<TrainingWindow> windows =
                TrainingWindows.fromFile(file, windowing, environment.clock().instant(), line -> {
                    if (rejected[0]++ < MAX_TOLD) {
                        environment.err().println("not used: " + line);
                    }
                });
        if (rejected[0] > MAX_TOLD) {
            environment.err().printf("not used: %,d more%n", rejected[0] - MAX_TOLD);
        }
        if (windows.isEmpty()) {
            throw new CommandException(file + " is too short or has too many gaps for a training window; it takes "
                    + (windowing.shape().history() + windowing.shape().horizon())
                    + " buckets in a row, and readings until "
                    + windowing.revisionHorizon() + " steps after them");
        }
        return windows;
    }
}
