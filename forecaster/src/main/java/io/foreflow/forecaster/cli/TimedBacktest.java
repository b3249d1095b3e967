package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.offline.BacktestClock;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.forecaster.terminal.WorkMeter;
import io.foreflow.training.backtest.Backtest;
import io.foreflow.training.backtest.BacktestData;
import io.foreflow.training.backtest.BacktestResult;
import io.foreflow.training.backtest.BacktestRun;
import io.foreflow.training.backtest.Candidate;
import io.foreflow.training.job.Provenance;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A backtest with its times.
 *
 * @param seconds seconds by candidate
 */
record TimedBacktest(BacktestResult result, Map<String, BacktestRun.Seconds> seconds) {

    static TimedBacktest run(Environment environment, BacktestData data, List<Candidate> candidates) {
        WorkMeter meter = new WorkMeter(environment.clock());
        candidates.forEach(candidate -> meter.plan(candidate.name(), candidate.work(data.past())));
        try (ProgressLine progress = ProgressLine.of(environment, "Backtest", meter)) {
            BacktestClock clock = new BacktestClock(environment.clock(), meter, progress, data.past());
            BacktestResult result = Backtest.run(data, candidates, clock);
            progress.finish();
            return new TimedBacktest(result, clock.seconds());
        }
    }

    /**
     * Describes the run, as of now.
     *
     * @param data names of the inputs
     * @param readings number of readings
     * @param rejected number of rows and readings that could not be used
     * @param started start of everything, reading included
     */
    BacktestRun described(Environment environment, List<Path> data, long readings, long rejected, Instant started) {
        return new BacktestRun(
                data.stream().map(path -> String.valueOf(path.getFileName())).toList(),
                readings,
                rejected,
                seconds,
                Duration.between(started, environment.clock().instant()).toMillis() / 1000.0,
                Provenance.machine(),
                Version.number());
    }
}
