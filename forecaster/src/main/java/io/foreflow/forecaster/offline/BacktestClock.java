package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.terminal.WorkMeter;
import io.foreflow.training.backtest.Backtest;
import io.foreflow.training.backtest.BacktestRun.Seconds;
import io.foreflow.training.backtest.Candidate;
import io.foreflow.training.backtest.KnownPast;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measures the times of a backtest and shows its progress. */
public final class BacktestClock implements Backtest.BacktestListener {
    private final Clock clock;
    private final WorkMeter meter;
    private final KnownPast past;
    private final ProgressLine progress;
    private final Map<String, Seconds> seconds = new LinkedHashMap<>();
    private Instant begun;
    private Instant fitted;

    /** Work of the candidate at hand, and the share of it that is done. */
    private double work;

    private double done;

    /**
     * @param meter measures the work of the candidates, each as a kind of its own; their work was planned
     * @param past what candidates are fitted to
     */
    public BacktestClock(Clock clock, WorkMeter meter, ProgressLine progress, KnownPast past) {
        this.clock = clock;
        this.meter = meter;
        this.progress = progress;
        this.past = past;
        this.begun = clock.instant();
        this.fitted = begun;
    }

    @Override
    public void begins(Candidate candidate) {
        begun = clock.instant();
        fitted = begun;
        work = candidate.work(past);
        done = 0;
        progress.say(candidate.name());
    }

    @Override
    public void fitted(Candidate candidate) {
        fitted = clock.instant();
    }

    @Override
    public void ended(Candidate candidate) {
        seconds.put(candidate.name(), new Seconds(between(begun, fitted), between(fitted, clock.instant())));
        at(candidate, 1);
    }

    @Override
    public boolean at(Candidate candidate, double share) {
        if (share > done) {
            meter.done(candidate.name(), (share - done) * work);
            done = share;
        }
        progress.show();
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
