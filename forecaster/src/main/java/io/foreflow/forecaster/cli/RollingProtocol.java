package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.offline.BacktestOutput;
import io.foreflow.forecaster.offline.DataReport;
import io.foreflow.forecaster.offline.FileReadings;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.training.backtest.BacktestData;
import io.foreflow.training.backtest.Candidate;
import io.foreflow.training.backtest.RollingData;
import io.foreflow.training.data.ThinnedWindows;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares models on every origin of the last part of the readings. */
final class RollingProtocol {
    private static final int MAX_TOLD = 5;

    private final Environment environment;
    private final WindowerConfig windowing;
    private final TableOptions table;
    private final CovariatesOption covariates;
    private final double testShare;
    private final int newSensors;
    private final Optional<Path> out;
    private final boolean json;

    /**
     * @param table options that say how the files are read
     * @param testShare share of all readings in order of time, the last, that are forecast
     * @param newSensors among this many sensors the last begins with the test block, and only such sensors are
     *     forecast; 0 for none
     * @param out folder for the files
     */
    RollingProtocol(
            Environment environment,
            WindowerConfig windowing,
            TableOptions table,
            CovariatesOption covariates,
            double testShare,
            int newSensors,
            Optional<Path> out,
            boolean json) {
        this.environment = environment;
        this.windowing = windowing;
        this.table = table;
        this.covariates = covariates;
        this.testShare = testShare;
        this.newSensors = newSensors;
        this.out = out;
        this.json = json;
    }

    /**
     * @param start readings before it are left out
     * @return the candidates that could not be fitted, with the reasons
     */
    Map<String, String> run(List<Path> files, Optional<Instant> start, List<Candidate> candidates, Instant started)
            throws IOException {
        FileReadings read = FileReadings.of(
                files, table.withCovariates(windowing.covariates()), windowing.zone(), note -> environment
                        .err()
                        .println("note: " + note));
        covariates.requireIn(read.readings());
        List<Reading> readings = read.byTime(start.orElse(Instant.MIN));
        if (readings.isEmpty()) {
            throw new CommandException("no reading is left"
                    + start.map(time -> " from " + time + " on").orElse("") + "; look at --data and --from"
                    + (read.rejected().isEmpty()
                            ? ""
                            : String.format(
                                    "; %,d were rejected, the first: %s",
                                    read.rejected().size(), read.rejected().get(0))));
        }
        DataReport data = DataReport.of(readings, windowing);
        data.print(environment.err());
        environment.err().printf("%,d readings; making windows ...%n", readings.size());
        List<String> rejected = new ArrayList<>(read.rejected());
        BacktestData cut = prepare(readings, rejected).withNotForecast(leftOut(read.readings(), readings, start));
        ThinnedWindows.note(cut.past().windows().windows())
                .ifPresent(note -> environment.err().println("note: " + note));
        TimedBacktest backtest = TimedBacktest.run(environment, cut, candidates);
        report(new BacktestOutput(
                backtest.result(),
                backtest.described(environment, files, readings.size(), rejected.size(), started),
                data));
        return backtest.result().leftOut();
    }

    /** Returns the sensors that have readings only before the start. */
    private static Map<SensorId, String> leftOut(List<Reading> all, List<Reading> readings, Optional<Instant> start) {
        Set<SensorId> kept = readings.stream().map(Reading::sensor).collect(Collectors.toSet());
        return all.stream()
                .map(Reading::sensor)
                .distinct()
                .filter(sensor -> !kept.contains(sensor))
                .collect(Collectors.toMap(
                        sensor -> sensor,
                        sensor -> "it has no reading from " + start.orElse(Instant.MIN) + " on (--from)"));
    }

    private BacktestData prepare(List<Reading> readings, List<String> rejected) {
        try {
            Instant cut = RollingData.cut(readings, testShare);
            Instant now = environment.clock().instant();
            RollingData rolling = newSensors == 0
                    ? RollingData.of(windowing, readings, now, cut)
                    : RollingData.withNewSensors(windowing, readings, now, newSensors, cut);
            rejected.addAll(rolling.rejected());
            reportRejected(rejected);
            return rolling.cut(cut, Instant.MAX);
        } catch (IllegalArgumentException e) {
            throw new CommandException("the readings are too few: " + e.getMessage(), e);
        }
    }

    private void reportRejected(List<String> rejected) {
        rejected.stream().limit(MAX_TOLD).forEach(line -> environment.err().println("not used: " + line));
        if (rejected.size() > MAX_TOLD) {
            environment.err().printf("not used: %,d more%n", rejected.size() - MAX_TOLD);
        }
    }

    private void report(BacktestOutput output) throws IOException {
        PrintStream text = json ? environment.err() : environment.out();
        text.print(output.text());
        if (out.isPresent()) {
            output.write(out.get()).forEach(file -> text.println("wrote " + file));
        }
        if (json) {
            environment.out().println(output.json());
        }
    }
}
