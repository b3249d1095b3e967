package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.training.SyntheticSeries;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class MeasuredTargetsTest {
    @Test
    void shouldReadMeasuredTargetsOutOfWindows() {
        // given
        SyntheticSeries series = new SyntheticSeries("a", "UTC", "2021-02-01T00:00:00Z", 24 * 12, 10, 1);
        List<TrainingWindow> windows = series.windows();
        TrainingWindow last = windows.get(windows.size() - 1);

        // when
        Map<Instant, Double> actuals = MeasuredTargets.of(windows);
        Map<Instant, Double> imputed = MeasuredTargets.of(List.of(
                new TrainingWindow(last.window(), Values.of(last.target().toArray()), List.of(0, 23))));

        // then
        assertThat(actuals).hasSize(4 * 24).allSatisfy((time, value) -> Assertions.assertThat(value)
                .isEqualTo(series.values().get(time)));
        assertThat(imputed).hasSize(22).doesNotContainKey(last.window().origin());
    }
}
