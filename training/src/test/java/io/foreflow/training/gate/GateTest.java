package io.foreflow.training.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Outcome;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.SyntheticSeries;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.BlockEvaluation;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final List<TrainingWindow> WINDOWS =
            new SyntheticSeries("a", "Europe/Berlin", "2023-03-05T23:00:00Z", 24 * 70, 10, 1).windows();
    private static final Split SPLIT = Split.byTime(WindowSet.of(WINDOWS), 0.25);
    private static final Gate GATE = new Gate(WINDOWS, SPLIT.cut());

    private static Evaluation evaluation(Function<Window, Values> forecast) {
        return BlockEvaluation.of(SPLIT, windows -> windows.stream()
                        .<Outcome>map(window -> new Forecasted(forecast.apply(window), "network"))
                        .toList())
                .evaluation();
    }

    @Test
    void shouldLetACandidatePassThatBeatsEveryone() {
        // given: one that knows what comes
        Map<Instant, Values> targets = new HashMap<>();
        WINDOWS.forEach(window -> targets.put(window.window().origin(), window.target()));

        // when
        Verdict verdict = GATE.judge(evaluation(window -> targets.getOrDefault(window.origin(), window.usual())));

        // then
        assertThat(verdict.passes()).isTrue();
        assertThat(verdict.rivals()).containsOnlyKeys("persistence", "yesterday", "lastWeek", "usual", "ridge");
        assertThat(verdict.losses()).isEmpty();
        assertThat(verdict.summary()).startsWith("MASE 0.000 beats the best of the others, ");
        assertThat(verdict.notes()).isEmpty();
    }

    @Test
    void shouldRefuseACandidateThatDoesNotBeatRidgeAndSayWhereItLoses() {
        // given: no worse than the best baseline, but no better either

        // when
        Verdict verdict = GATE.judge(evaluation(Window::usual));

        // then
        assertThat(verdict.passes()).isFalse();
        assertThat(verdict.best()).isEqualTo("ridge");
        assertThat(verdict.candidate()).isEqualTo(verdict.rivals().get("usual"));
        assertThat(verdict.losses()).hasSize(1);
        assertThat(verdict.losses().get(0).sensor()).isEqualTo("a");
        assertThat(verdict.losses().get(0).leads()).isNotEmpty();
        assertThat(verdict.summary())
                .contains(" does not beat the best of the others, ridge, with ")
                .contains("it loses at 1 sensor, most at a: ");
    }

    @Test
    void shouldNeedWindowsOnBothSides() {
        // given
        Instant before = WINDOWS.get(0).window().origin();

        // when, then
        assertThatThrownBy(() -> new Gate(WINDOWS, before))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("both must be some");
    }
}
