package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.offline.ForecastsFile;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.backtest.Candidate;
import io.foreflow.training.backtest.Candidates;
import io.foreflow.training.backtest.M4Data;
import io.foreflow.training.backtest.M4Files;
import io.foreflow.training.job.Provenance;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares models on the data that follows the data of their fits. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header =
                "Compares models on readings: fits each on the first part and forecasts every origin of the " + "rest.",
        description = {
            "The readings go through the same windowing as in the live service. The last fifth of them is "
                    + "the test block, which no fit and no choice sees. Of the readings before it, the latest quarter "
                    + "is for choices.",
            "persistence, yesterday, lastWeek, usual and ridge are always included. Further models: default,"
                    + " dense, simple-rnn, lstm, gru, tutorial-dense, tutorial-simple-rnn, tutorial-lstm, a recipe's file, "
                    + "and the networks' classical twins autoregression and holt-winters."
        })
final class BacktestCommand implements Callable<Integer> {
    private static final String TEST_SHARE = "0.2";

    /** Options that say how windows and the test block are made of readings; M4's are fixed. */
    private static final List<String> ROLLING_ONLY = List.of(
            "--zone", "--step", "--holidays", "--covariates", "--from", "--test-share", "--new-sensors", "--config");

    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** A way of comparing. */
    enum BacktestProtocol {
        /** Forecasts from every origin of the test block. */
        ROLLING,
        /** Compares as the M4 competition did. */
        M4
    }

    @Option(
            names = "--protocol",
            paramLabel = "rolling|m4",
            defaultValue = "rolling",
            description =
                    "rolling, or m4: forecasts 48 hours of the M4 competition's hourly series from the end of their"
                            + " training part; --data is then the folder with " + M4Files.TRAIN + " and " + M4Files.TEST
                            + ". Default: ${DEFAULT-VALUE}.")
    private BacktestProtocol protocol = BacktestProtocol.ROLLING;

    @Option(
            names = "--data",
            required = true,
            arity = "1..*",
            paramLabel = "FILE.csv[.gz]",
            description = "Tables of readings, in any form that foreflow data check reads. Several files count as one.")
    private List<Path> data = List.of();

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "NAME",
            description = "Models to compare, separated by commas. Default: those that are always included.")
    private List<String> models = List.of();

    @Mixin
    private final FileOptions file = new FileOptions();

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description = "Skips readings before this local date, such as 2015-12-01, or instant.")
    private @Nullable String from;

    @Option(
            names = "--test-share",
            paramLabel = "SHARE",
            defaultValue = TEST_SHARE,
            description = "Share of the readings, by time, in the test block at the end. Default: ${DEFAULT-VALUE}.")
    private double testShare = Double.parseDouble(TEST_SHARE);

    @Option(
            names = "--new-sensors",
            paramLabel = "N",
            description = "Treats every N-th sensor as new: models do not see its readings before the test block. Only "
                    + "these sensors are forecast, and scored by days since they began.")
    private int newSensors;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for backtest.html, backtest.csv and backtest.json, or m4.csv and m4.json, and for "
                    + "every forecast by origin, " + ForecastsFile.NAME + ". Default: writes no files.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    BacktestCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        Instant started = environment.clock().instant();
        boolean m4 = protocol == BacktestProtocol.M4;
        List<String> problems = new ArrayList<>();
        ConfigSources sources = file.applyTo(config.sources(environment, Map.of()));
        WindowerConfig windowing = m4 ? WindowerConfig.defaults() : windowing(sources, problems);
        List<Candidate> candidates = candidates(m4 ? M4Data.SHAPE : windowing.shape(), started, problems);
        Optional<Instant> start = start(windowing.zone(), problems);
        check(problems);
        List<Path> files = new ArrayList<>();
        for (Path path : data) {
            files.add(InputFile.of(environment, path));
        }
        ConfigSources suited = m4
                ? sources
                : file.suited(sources, files, windowing.zone(), note -> environment
                        .err()
                        .println("note: " + note));
        if (!suited.equals(sources)) {
            windowing = windowing(suited, problems);
            candidates = candidates(windowing.shape(), started, problems);
            check(problems);
        }
        Optional<Path> folder = Optional.ofNullable(out).map(this::resolved);
        Map<String, String> leftOut = m4
                ? new M4Protocol(environment, files.get(0), folder, json).run(candidates, started)
                : new RollingProtocol(
                                environment,
                                windowing,
                                file.table().options(Configuration.tables(sources)),
                                file.covariates(),
                                testShare,
                                newSensors,
                                folder,
                                json)
                        .run(files, start, candidates, started);
        List<String> missing = models.stream().filter(leftOut::containsKey).toList();
        missing.forEach(
                model -> environment.err().println("foreflow: " + model + " cannot be fitted: " + leftOut.get(model)));
        return missing.isEmpty() ? Foreflow.SUCCESS : Foreflow.FAILURE;
    }

    private Path resolved(Path path) {
        return environment.directory().resolve(path);
    }

    private WindowerConfig windowing(ConfigSources sources, List<String> problems) {
        WindowerConfig windowing = Configuration.read(sources).pipeline().windowing();
        try {
            return file.applyTo(windowing);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return windowing;
        }
    }

    private List<Candidate> candidates(WindowShape shape, Instant now, List<String> problems) {
        Provenance provenance = Provenance.ofThisProcess(Provenance.ref("backtest", now), now, Version.number());
        return new Candidates(shape, provenance, environment.directory()).find(models, problems);
    }

    private Optional<Instant> start(ZoneId zone, List<String> problems) {
        if (from == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    from.contains("T")
                            ? Instant.parse(from)
                            : LocalDate.parse(from).atStartOfDay(zone).toInstant());
        } catch (DateTimeException e) {
            problems.add("--from (" + from + ") must be a date such as 2015-12-01, or an instant such as"
                    + " 2015-12-01T06:00:00Z");
            return Optional.empty();
        }
    }

    /** Reports everything that is wrong with the command line, at once. */
    private void check(List<String> problems) {
        if (!(testShare > 0 && testShare < 1)) {
            problems.add("--test-share (" + testShare + ") must be above 0 and below 1");
        }
        if (newSensors < 2 && spec.commandLine().getParseResult().hasMatchedOption("--new-sensors")) {
            problems.add("--new-sensors (" + newSensors + ") must be at least 2");
        }
        if (protocol == BacktestProtocol.M4) {
            List<String> idle = ROLLING_ONLY.stream()
                    .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                    .toList();
            if (!idle.isEmpty()) {
                problems.add("--protocol m4 takes no " + String.join(", ", idle));
            }
            if (file.table().isGiven()) {
                problems.add("--protocol m4 takes no options of a table");
            }
            if (data.size() > 1) {
                problems.add("--protocol m4 takes one folder with --data");
            }
        }
        for (Path path : data) {
            if (!InputFile.exists(environment, path)) {
                problems.add("--data " + path + " does not exist");
            } else if (protocol == BacktestProtocol.M4 && !Files.isDirectory(resolved(path))) {
                problems.add("--data " + path + " must be the folder with " + M4Files.TRAIN + " and " + M4Files.TEST);
            }
        }
        if (out != null && Files.isRegularFile(resolved(out))) {
            problems.add("--out " + out + " is a file; name a folder");
        }
        if (!problems.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("; ", problems));
        }
    }
}
