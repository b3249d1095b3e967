package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.SyntheticSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SensorOutliersTest {
    private static final Instant START = Instant.parse("2023-03-05T23:00:00Z");
    private static final int HOURS = 24 * 70;
    private static final int[] MARKED = {800, 1_000, 1_300};

    private static SyntheticSeries series(String sensor) {
        return new SyntheticSeries(sensor, "Europe/Berlin", START.toString(), HOURS, 10, 1);
    }

    private static List<TrainingWindow> marked() {
        SyntheticSeries series = series("marked");
        for (int hour : MARKED) {
            series.values().put(Step.HOUR.plus(START, hour), -9_999.0);
        }
        return series.windows();
    }

    private static WindowSet both() {
        List<TrainingWindow> windows = new ArrayList<>(series("clean").windows());
        windows.addAll(marked());
        return WindowSet.of(windows);
    }

    @Test
    void shouldLeaveOutTheWindowsThatHoldOne() {
        // given
        WindowSet set = both();

        // when
        SensorOutliers outliers = SensorOutliers.of(set);
        WindowSet kept = outliers.without(set);

        // then
        assertThat(kept.windows().stream()
                        .filter(window -> isOf("clean", window))
                        .count())
                .isEqualTo(series("clean").windows().size());
        assertThat(kept.windows()).noneMatch(window -> outliers.targets(window).size() > 0);
        assertThat(kept.windows().stream().filter(window -> isOf("marked", window)))
                .isNotEmpty()
                .noneMatch(window -> window.window().history().stream().anyMatch(value -> value < -1_000)
                        || window.window().yesterday().stream().anyMatch(value -> value < -1_000)
                        || window.window().lastWeek().stream().anyMatch(value -> value < -1_000));
        assertThat(outliers.notes())
                .containsExactly("marked: 3 values (0.20 %) are outliers; fits of all sensors leave out"
                        + " the windows that hold one, and no validation target is one");
    }

    @Test
    void shouldLeaveOutNothingWhereThereIsNoOutlier() {
        // given
        WindowSet clean = WindowSet.of(series("clean").windows());

        // when, then
        assertThat(SensorOutliers.of(clean).without(clean)).isSameAs(clean);
        assertThat(SensorOutliers.of(clean).notes()).isEmpty();
    }

    @Test
    void shouldKeepAllWhereNearlyEveryWindowHoldsOne() {
        // given: one in ten values, so that hardly any window is without
        SyntheticSeries series = series("a");
        for (int hour = 0; hour < HOURS; hour += 10) {
            series.values().put(Step.HOUR.plus(START, hour), -9_999.0);
        }
        WindowSet set = WindowSet.of(series.windows());

        // when, then
        assertThat(SensorOutliers.of(set).without(set)).isSameAs(set);
        assertThat(SensorOutliers.of(set).notes()).hasSize(1);
    }

    @Test
    void shouldNotTakeAMarkForANegativeValueThatCanBe() {
        // given
        WindowSet set = both();

        // when, then
        assertThat(Bounds.of(set, SensorOutliers.of(set))).isEqualTo(TargetBounds.NOT_NEGATIVE);
    }

    private static boolean isOf(String sensor, TrainingWindow window) {
        return window.window().sensor().value().equals(sensor);
    }
}
