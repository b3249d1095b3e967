package io.foreflow.training.data;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.WindowEncoder;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodingTest {
    private static final WindowSet SET = WindowSet.of(WindowSetTest.windows());

    @Test
    void shouldGiveOneRowAWindowAsAForecasterSeesIt() {
        // when
        Samples samples = Encoding.validation(SET, FeatureSet.CONTEXT_STEPS).samples();

        // then
        Tensor steps = (Tensor) requireNonNull(samples.inputs().get("steps"));
        Tensor context = (Tensor) requireNonNull(samples.inputs().get("context"));
        assertThat(samples.inputs().keySet()).containsExactly("steps", "context");
        assertThat(steps.shape()).isEqualTo(Shape.of(SET.size(), 6, 2));
        assertThat(samples.targets().shape()).isEqualTo(Shape.of(SET.size(), 24));
        TrainingWindow window = SET.windows().get(700);
        WindowEncoder encoder = FeatureSet.CONTEXT_STEPS.encoder(SET.shape());
        encoder.load(window.window());
        float[][] expected = {new float[12], new float[context.shape().last()]};
        encoder.write(expected, 0);
        float[] actual = new float[context.shape().last()];
        context.copyTo(700 * actual.length, actual, 0, actual.length);
        assertThat(actual).isEqualTo(expected[1]);
        assertThat(steps.at(700 * 12 + 10)).isEqualTo(expected[0][10]);
        assertThat(samples.targets().at(700 * 24 + 5))
                .isEqualTo(encoder.encode(5, window.target().at(5)));
    }

    @Test
    void shouldMaskAShareOfTheTrainingRowsOnly() {
        // when
        Samples none = Encoding.training(SET, FeatureSet.CONTEXT_ROW, 0, 1).samples();
        Samples tenth = Encoding.training(SET, FeatureSet.CONTEXT_ROW, 0.1, 1).samples();
        Samples again = Encoding.training(SET, FeatureSet.CONTEXT_ROW, 0.1, 1).samples();
        Samples other = Encoding.training(SET, FeatureSet.CONTEXT_ROW, 0.1, 2).samples();

        // then
        assertThat(tenth).isEqualTo(again).isNotEqualTo(other);
        assertThat(none)
                .isEqualTo(Encoding.validation(SET, FeatureSet.CONTEXT_ROW).samples());
        assertThat((double) differingRows(none, tenth) / SET.size()).isBetween(0.07, 0.13);
    }

    @Test
    void shouldTakeAwayNothingButTheWeeks() {
        // given
        Window window = SET.windows().get(0).window().toBuilder()
                .alike(Values.generate(24, i -> i))
                .alikePast(Values.generate(24, i -> i))
                .holidays(List.of(1))
                .build();

        // when
        Window masked = MemoryMask.withoutWeeks(window);

        // then
        assertThat(masked.lastWeek().present()).isZero();
        assertThat(masked.usual().present()).isZero();
        assertThat(masked.usualPast().present()).isZero();
        assertThat(masked.usualCounts()).containsOnly(0);
        assertThat(masked.alike().present()).isZero();
        assertThat(masked.alikePast().present()).isZero();
        assertThat(masked.holidays()).isEqualTo(window.holidays());
        assertThat(masked.baselines().lastWeek()).isNaN();
        assertThat(masked.baselines().usual()).isNaN();
        assertThat(masked.yesterday()).isEqualTo(window.yesterday());
        assertThat(masked.history()).isEqualTo(window.history());
        assertThat(masked.baselines().yesterday()).isEqualTo(window.baselines().yesterday());
    }

    @Test
    void shouldLeaveOutWhatCannotBeForecast() {
        // given
        List<TrainingWindow> windows = SET.windows().subList(0, 3);
        TrainingWindow blind = new TrainingWindow(
                withoutErrors(windows.get(1).window()), windows.get(1).target(), List.of());
        WindowSet set = WindowSet.of(List.of(windows.get(0), blind, windows.get(2)));

        // when
        Encoding.EncodedWindows rows = Encoding.training(set, FeatureSet.CONTEXT_ROW, 0, 1);

        // then
        assertThat(rows.leftOut()).isEqualTo(1);
        assertThat(rows.samples().rows()).isEqualTo(2);
        assertThatThrownBy(() -> Encoding.training(WindowSet.of(List.of(blind)), FeatureSet.CONTEXT_ROW, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more days of readings");
    }

    private static int differingRows(Samples one, Samples other) {
        float[] a = ((Tensor) requireNonNull(one.inputs().get("input"))).toArray();
        float[] b = ((Tensor) requireNonNull(other.inputs().get("input"))).toArray();
        int columns = a.length / one.rows();
        int differing = 0;
        for (int row = 0; row < one.rows(); row++) {
            int from = row * columns;
            differing += Arrays.equals(a, from, from + columns, b, from, from + columns) ? 0 : 1;
        }
        return differing;
    }

    private static Window withoutErrors(Window window) {
        return window.toBuilder().baselines(BaselineErrors.UNKNOWN).build();
    }
}
