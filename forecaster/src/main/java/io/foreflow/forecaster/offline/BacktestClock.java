package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.training.backtest.Backtest;
import io.foreflow.training.backtest.BacktestRun.Seconds;
import io.foreflow.training.backtest.Candidate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the times of a backtest and shows its progress. */
public final class BacktestClock implements Backtest.BacktestListener {
    private static final int PERCENT = 100;

    private final Clock clock;
    private final ProgressLine progress;
    private final Map<String, Seconds> seconds = new LinkedHashMap<>();
    private Instant begun;
    private Instant fitted;

    public BacktestClock(Clock clock, ProgressLine progress) {
        this.clock = clock;
        this.progress = progress;
        this.begun = clock.instant();
        this.fitted = begun;
    }

    /** Returns the number of steps of the progress. */
    public static long steps(List<Candidate> candidates) {
        return (long) PERCENT * candidates.size();
    }

    @Override
    public void begins(Candidate candidate) {
        begun = clock.instant();
        fitted = begun;
        progress.say(candidate.name());
    }

    @Override
    public void fitted(Candidate candidate) {
        fitted = clock.instant();
    }

    @Override
    public void ended(Candidate candidate) {
        seconds.put(candidate.name(), new Seconds(between(begun, fitted), between(fitted, clock.instant())));
        progress.at((long) PERCENT * seconds.size());
    }

    @Override
    public boolean at(Candidate candidate, double share) {
        progress.at((long) (PERCENT * (seconds.size() + share)));
        return true;
    }

    /** Returns the seconds by candidate, for candidates that have ended. */
    public Map<String, Seconds> seconds() {
        return Map.copyOf(seconds);
    }

    private static double between(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
