package io.foreflow.forecaster.terminal;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of long work and the remaining time: as a bar on a terminal. Elsewhere measured work prints a line
 * now and then, and other work nothing.
 */
public final class ProgressLine implements AutoCloseable {
    private static final int COLUMNS = 100;

    private static final Duration UPDATE = Duration.ofMillis(250);
    private static final int PERCENT = 100;

    /** Minimum time between two lines where there is no terminal. */
    private static final Duration LINES = Duration.ofSeconds(15);

    private final String task;
    private final PrintStream err;
    private final Clock clock;
    private final @Nullable ProgressBar bar;
    private final @Nullable WorkMeter meter;
    private String message = "";
    private Instant printed;

    private ProgressLine(Environment environment, String task, @Nullable ProgressBar bar, @Nullable WorkMeter meter) {
        this.task = task;
        this.err = environment.err();
        this.clock = environment.clock();
        this.printed = clock.instant();
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
            return new ProgressLine(environment, task, null, null);
        }
        return new ProgressLine(
                environment,
                task,
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
            return new ProgressLine(environment, task, null, meter);
        }
        return new ProgressLine(
                environment,
                task,
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

    /** Shows what the meter has measured; without a terminal, at most every 15 seconds. */
    public synchronized void show() {
        if (meter == null) {
            return;
        }
        if (bar != null) {
            bar.stepTo(meter.percent());
            return;
        }
        Instant now = clock.instant();
        if (Duration.between(printed, now).compareTo(LINES) >= 0) {
            printed = now;
            err.printf(
                    Locale.ROOT,
                    "%s: %d %% done, time left %s%s%n",
                    task,
                    meter.percent(),
                    WorkRenderer.text(meter.left()),
                    message.isEmpty() ? "" : " (" + message + ")");
        }
    }

    /** Shows that all measured work is done. */
    public void finish() {
        if (meter == null) {
            return;
        }
        meter.finish();
        if (bar != null) {
            bar.stepTo(meter.percent());
        }
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

    /** @param message shown behind the bar, and in the next line */
    public synchronized void say(String message) {
        this.message = message;
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
