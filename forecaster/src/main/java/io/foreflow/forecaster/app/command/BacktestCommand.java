package io.foreflow.forecaster.app.command;

import io.foreflow.forecaster.app.config.ConfigSources;
import io.foreflow.forecaster.app.config.Configuration;
import io.foreflow.forecaster.app.offline.BacktestClock;
import io.foreflow.forecaster.app.offline.BacktestOutput;
import io.foreflow.forecaster.app.offline.FileReadings;
import io.foreflow.forecaster.app.offline.Training;
import io.foreflow.forecaster.app.terminal.CommandException;
import io.foreflow.forecaster.app.terminal.Environment;
import io.foreflow.forecaster.app.terminal.Progress;
import io.foreflow.forecaster.app.terminal.Version;
import io.foreflow.models.series.Reading;
import io.foreflow.training.backtest.Backtest;
import io.foreflow.training.backtest.BacktestData;
import io.foreflow.training.backtest.BacktestResult;
import io.foreflow.training.backtest.BacktestRun;
import io.foreflow.training.backtest.Candidate;
import io.foreflow.training.backtest.Candidates;
import io.foreflow.training.backtest.RollingData;
import io.foreflow.training.job.Provenance;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
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

/** Compares models on what came after the data that they were fitted on. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header =
                "Compares models on real readings: each is fitted on the first part and forecasts every origin of the rest.",
        description = {
            "The readings go through the same windowing as in the live service. The last fifth of them is the test block,"
                    + " which no fit and no choice sees; the latest quarter of what lies before it is for choices.",
            "persistence, yesterday, lastWeek, usual and ridge are always beside the others. Further models: dense,"
                    + " simple-rnn, lstm, tutorial-dense, tutorial-simple-rnn, tutorial-lstm, and any recipe's file."
        })
final class BacktestCommand implements Callable<Integer> {
    private static final int MAX_TOLD = 5;
    private static final String TEST_SHARE = "0.2";

    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            arity = "1..*",
            paramLabel = "FILE.csv[.gz]",
            description = "Readings: sensor_id,timestamp,value. Several files are read as one.")
    private List<Path> data = List.of();

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "NAME",
            description = "What to compare, separated by commas; those that are always there unless given.")
    private List<String> models = List.of();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Of the sensors and of times without an offset; window.zone unless given.")
    private @Nullable ZoneId zone;

    @Mixin
    private final HolidaysOption holidays = new HolidaysOption();

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description = "Leave out what was measured before this local date, such as 2015-12-01, or instant.")
    private @Nullable String from;

    @Option(
            names = "--test-share",
            paramLabel = "SHARE",
            defaultValue = TEST_SHARE,
            description = "Of all readings in order of time, the last; ${DEFAULT-VALUE} unless given.")
    private double testShare = Double.parseDouble(TEST_SHARE);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "How the live service makes windows; foreflow.yaml of this folder, if there is one, unless given.")
    private @Nullable Path config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write backtest.html, backtest.csv and backtest.json into this folder.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    BacktestCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        Instant started = environment.clock().instant();
        WindowerConfig windowing = windowing();
        List<String> problems = new ArrayList<>();
        List<Candidate> candidates = candidates(windowing, started, problems);
        Optional<Instant> start = start(windowing.zone(), problems);
        check(problems);

        List<Path> files = data.stream().map(environment.directory()::resolve).toList();
        FileReadings read = FileReadings.of(files, windowing.zone(), windowing.covariates());
        List<Reading> readings = read.byTime(start.orElse(Instant.MIN));
        if (readings.isEmpty()) {
            throw new CommandException("no reading is left" + (from == null ? "" : " from " + from + " on")
                    + "; look at --data and --from");
        }
        environment.err().printf("%,d readings; making windows ...%n", readings.size());
        List<String> rejected = new ArrayList<>(read.rejected());
        BacktestData prepared = prepare(windowing, readings, rejected);
        BacktestResult result;
        Map<String, BacktestRun.Seconds> seconds;
        try (Progress progress = Progress.of(environment, "Backtest", BacktestClock.steps(candidates), " steps")) {
            BacktestClock clock = new BacktestClock(environment.clock(), progress);
            result = Backtest.run(prepared, candidates, clock);
            seconds = clock.seconds();
        }
        BacktestRun run = new BacktestRun(
                files.stream().map(file -> String.valueOf(file.getFileName())).toList(),
                readings.size(),
                rejected.size(),
                seconds,
                Duration.between(started, environment.clock().instant()).toMillis() / 1000.0,
                Training.machine(),
                Version.number());
        return report(result, run);
    }

    private WindowerConfig windowing() {
        Path usual = environment.directory().resolve(KafkaOptions.DEFAULT_FILE);
        Optional<Path> file = config != null
                ? Optional.of(environment.directory().resolve(config))
                : Optional.of(usual).filter(Files::exists);
        WindowerConfig windowing = Configuration.read(new ConfigSources(file, environment.variables(), Map.of()))
                .pipeline()
                .windowing();
        return holidays.applyTo(zone == null ? windowing : windowing.withZone(zone));
    }

    private List<Candidate> candidates(WindowerConfig windowing, Instant now, List<String> problems) {
        Provenance provenance = Provenance.ofThisProcess(Training.ref("backtest", now), now, Version.number());
        return new Candidates(windowing.shape(), provenance, environment.directory()).find(models, problems);
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

    /** Everything that is wrong with the command line, at once. */
    private void check(List<String> problems) {
        if (!(testShare > 0 && testShare < 1)) {
            problems.add("--test-share (" + testShare + ") must be above 0 and below 1");
        }
        for (Path file : data) {
            if (!Files.exists(environment.directory().resolve(file))) {
                problems.add("--data " + file + " does not exist");
            }
        }
        if (!problems.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("; ", problems));
        }
    }

    private BacktestData prepare(WindowerConfig windowing, List<Reading> readings, List<String> rejected) {
        try {
            Instant cut = RollingData.cut(readings, testShare);
            RollingData rolling =
                    RollingData.of(windowing, readings, environment.clock().instant(), cut);
            rejected.addAll(rolling.rejected());
            tell(rejected);
            return rolling.cut(cut, Instant.MAX);
        } catch (IllegalArgumentException e) {
            throw new CommandException("the readings are too few: " + e.getMessage(), e);
        }
    }

    private void tell(List<String> rejected) {
        rejected.stream().limit(MAX_TOLD).forEach(line -> environment.err().println("not used: " + line));
        if (rejected.size() > MAX_TOLD) {
            environment.err().printf("not used: %,d more%n", rejected.size() - MAX_TOLD);
        }
    }

    private int report(BacktestResult result, BacktestRun run) throws IOException {
        BacktestOutput output = new BacktestOutput(result, run);
        var text = json ? environment.err() : environment.out();
        text.print(output.text());
        if (out != null) {
            output.write(environment.directory().resolve(out)).forEach(file -> text.println("wrote " + file));
        }
        if (json) {
            environment.out().println(output.json());
        }
        List<String> missing =
                models.stream().filter(result.leftOut()::containsKey).toList();
        missing.forEach(model -> environment
                .err()
                .println("foreflow: " + model + " cannot be fitted: "
                        + result.leftOut().get(model)));
        return missing.isEmpty() ? Foreflow.SUCCESS : Foreflow.FAILURE;
    }
}
