package io.foreflow.forecaster.terminal;

import io.foreflow.forecaster.terminal.WorkMeter.TimeLeft;
import java.text.DecimalFormat;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DefaultProgressBarRenderer;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

/** Draws a bar whose percent and time left come from a {@link WorkMeter}. */
final class WorkRenderer extends DefaultProgressBarRenderer {
    private final WorkMeter meter;

    WorkRenderer(WorkMeter meter) {
        super(
                ProgressBarStyle.ASCII,
                "",
                1,
                false,
                new DecimalFormat(),
                ChronoUnit.SECONDS,
                true,
                state -> Optional.empty());
        this.meter = meter;
    }

    @Override
    protected String percentage(ProgressState state) {
        return String.format(Locale.ROOT, "%3d%%", meter.percent());
    }

    @Override
    protected String ratio(ProgressState state) {
        return "";
    }

    @Override
    protected String etaString(ProgressState state) {
        return text(meter.left());
    }

    /** Returns the time left as H:MM:SS; with {@code >} before it if further work was not measured yet. */
    static String text(TimeLeft left) {
        Duration time = left.time();
        if (time.isZero() && !left.isWhole()) {
            return "?";
        }
        return String.format(
                Locale.ROOT,
                "%s%d:%02d:%02d",
                left.isWhole() ? "" : ">",
                time.toHours(),
                time.toMinutesPart(),
                time.toSecondsPart());
    }
}
