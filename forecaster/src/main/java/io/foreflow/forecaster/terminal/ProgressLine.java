package io.foreflow.forecaster.terminal;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows the progress of long work and the remaining time, on a terminal only. */
public final class ProgressLine implements AutoCloseable {
    private static final int COLUMNS = 100;

    private final @Nullable ProgressBar bar;

    private ProgressLine(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * @param task name of the work, a word or two
     * @param total number of steps
     * @param unit unit of the steps, for instance {@code " epochs"}
     */
    public static ProgressLine of(Environment environment, String task, long total, String unit) {
        if (!environment.terminal()) {
            return new ProgressLine(null);
        }
        return new ProgressLine(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) Duration.ofMillis(250).toMillis())
                .setMaxRenderedLength(COLUMNS)
                .setConsumer(new ConsoleProgressBarConsumer(environment.err(), COLUMNS))
                .build());
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

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
