package io.foreflow.windowing.core;

import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;

/**
 * The default lengths for a step, in steps. Each stands for a time, so that finer steps do not mean shorter gaps or a
 * nearer horizon. A coarse step has a minimum number of steps. Steps below five minutes have as many as one of five
 * minutes, because a window has a number for each of them.
 *
 * @param history 6 hours, at least 6 steps; a week of steps of a day
 * @param horizon a day; two weeks of steps of a day
 * @param maxGap 3 hours, at least 3 steps
 * @param revisionHorizon a day, at least {@value #LEAST_REVISED} steps, so that a sensor's readings per bucket can be
 *     learnt
 * @param staleAfter a day, at least 3 steps
 */
public record StepDefaults(int history, int horizon, int maxGap, int revisionHorizon, int staleAfter) {
    private static final Duration FINEST = Duration.ofMinutes(5);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int WEEK = 7;
    private static final int LEAST_HISTORY = 6;
    private static final int LEAST_GAP = 3;
    private static final int LEAST_STALE = 3;
    private static final int LEAST_REVISED = RawReadings.LEAST_LEARNT + 1;

    public static StepDefaults of(Step step) {
        boolean daily = step.perDay() == 1;
        return new StepDefaults(
                daily ? WEEK : steps(step, Duration.ofHours(6), LEAST_HISTORY),
                daily ? 2 * WEEK : steps(step, DAY, 1),
                steps(step, Duration.ofHours(3), LEAST_GAP),
                steps(step, DAY, LEAST_REVISED),
                steps(step, DAY, LEAST_STALE));
    }

    private static int steps(Step step, Duration time, int least) {
        long width = Math.max(step.seconds(), FINEST.toSeconds());
        return (int) Math.max(least, time.toSeconds() / width);
    }

    /** Returns the default shape of windows of a step. */
    public WindowShape shape(Step step) {
        return new WindowShape(step, history, horizon);
    }
}
