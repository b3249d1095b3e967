package io.foreflow.forecaster.terminal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures work of several kinds: how much of it is done, and how long the rest may take. Each kind has the speed that
 * was measured for it. Work that was planned and will not come, as after an early stop, makes the rest smaller. Safe for
 * use by many threads.
 */
public final class WorkMeter {
    private static final int ALL = 100;

    private final Clock clock;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    /** Time of the latest event: what has passed since belongs to the kind of the next one. */
    private Instant latest;

    private double greatestShare;
    private boolean finished;

    /** Work of one kind, and the time that the finished part took. */
    private static final class Kind {
        private double done;
        private double possible;
        private double seconds;

        boolean isMeasured() {
            return done > 0 && seconds > 0;
        }
    }

    /**
     * The time that the rest may take.
     *
     * @param time at most so long for the kinds of work that were measured
     * @param isWhole false if the rest has kinds that were not measured yet: then it takes longer
     */
    public record TimeLeft(Duration time, boolean isWhole) {}

    public WorkMeter(Clock clock) {
        this.clock = clock;
        this.latest = clock.instant();
    }

    /** Adds work that may come; negative work will not come after all. */
    public synchronized void plan(String kind, double work) {
        Kind changed = of(kind);
        changed.possible = Math.max(0, changed.possible + work);
    }

    /** Counts planned work as done; it took the time since the latest event. */
    public synchronized void done(String kind, double work) {
        Kind changed = of(kind);
        Instant now = clock.instant();
        changed.seconds += seconds(latest, now);
        changed.done += work;
        changed.possible = Math.max(0, changed.possible - work);
        latest = now;
    }

    private Kind of(String kind) {
        return kinds.computeIfAbsent(kind, unused -> new Kind());
    }

    /** Tells that everything is done. */
    public synchronized void finish() {
        finished = true;
    }

    /** Returns the whole percent of the work that is done: it never falls, and is 100 only after {@link #finish()}. */
    public synchronized int percent() {
        if (finished) {
            return ALL;
        }
        double done = kinds.values().stream().mapToDouble(kind -> kind.done).sum();
        double possible =
                kinds.values().stream().mapToDouble(kind -> kind.possible).sum();
        if (done > 0) {
            greatestShare = Math.max(greatestShare, done / (done + possible));
        }
        return (int) Math.min(ALL - 1, ALL * greatestShare);
    }

    /** Returns the time that the rest may take, from the measured speed of each kind of work. */
    public synchronized TimeLeft left() {
        double left = 0;
        boolean whole = true;
        boolean any = false;
        for (Kind kind : kinds.values()) {
            any |= kind.done > 0;
            if (kind.possible > 0 && kind.isMeasured()) {
                left += kind.possible * kind.seconds / kind.done;
            } else if (kind.possible > 0) {
                whole = false;
            }
        }
        double passed = seconds(latest, clock.instant());
        return new TimeLeft(Duration.ofMillis(Math.round(1_000 * Math.max(0, left - passed))), any && whole);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
