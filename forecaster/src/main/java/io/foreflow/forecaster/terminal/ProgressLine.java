package io.foreflow.forecaster.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows the progress of long work and the remaining time, on a terminal only. */
public final class ProgressLine implements AutoCloseable {
    private static final int COLUMNS = 100;

    private static final Duration UPDATE = Duration.ofMillis(250);
    private static final int PERCENT = 100;

    private final PrintStream err;
    private final @Nullable ProgressBar bar;
    private final @Nullable WorkMeter meter;

    private ProgressLine(Environment environment, @Nullable ProgressBar bar, @Nullable WorkMeter meter) {
        this.err = environment.err();
        this.bar = bar;
        this.meter = meter;
    }

    /**
     * @param task name of the work, a word or two
     * @param total number of steps
     * @param unit unit of the steps, for instance {@code " epochs"}
     */
    public static ProgressLine of(Environment environment, String task, long total, String unit) {
        if (!environment.terminal()) {
            return new ProgressLine(environment, null, null);
        }
        return new ProgressLine(
                environment,
                new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setUnit(unit, 1)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis((int) UPDATE.toMillis())
                        .setMaxRenderedLength(COLUMNS)
                        .setConsumer(new ConsoleProgressBarConsumer(environment.err(), COLUMNS))
                        .build(),
                null);
    }

    /**
     * Shows the progress of work that is measured.
     *
     * @param meter measures the work; {@link #show()} tells that it has changed
     */
    public static ProgressLine of(Environment environment, String task, WorkMeter meter) {
        if (!environment.terminal()) {
            return new ProgressLine(environment, null, meter);
        }
        return new ProgressLine(
                environment,
                new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(PERCENT)
                        .setUpdateIntervalMillis((int) UPDATE.toMillis())
                        .setMaxRenderedLength(COLUMNS)
                        .setRenderer(new WorkRenderer(meter))
                        .setConsumer(new ConsoleProgressBarConsumer(environment.err(), COLUMNS))
                        .build(),
                meter);
    }

    /** Shows what the meter has measured. */
    public void show() {
        if (bar != null && meter != null) {
            bar.stepTo(meter.percent());
        }
    }

    /** Shows that all measured work is done. */
    public void finish() {
        if (meter != null) {
            meter.finish();
        }
        show();
    }

    /** @param done number of finished steps in all */
    public void at(long done) {
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    /** @param total corrected number of steps */
    public void total(long total) {
        if (bar != null) {
            bar.maxHint(total);
        }
    }

    /** @param message shown behind the bar */
    public void say(String message) {
        if (bar != null) {
            bar.setExtraMessage(message);
        }
    }

    /** Prints a line that stays, above the bar. */
    public void note(String line) {
        if (bar != null) {
            err.printf(Locale.ROOT, "\r%-" + COLUMNS + "s%n", line);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
