package io.foreflow.training.gate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.series.Step;
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
        return evaluation(SPLIT, forecast);
    }

    private static Evaluation evaluation(Split split, Function<Window, Values> forecast) {
        return BlockEvaluation.of(split, windows -> windows.stream()
                        .<ForecastOutcome>map(window -> new Forecasted(forecast.apply(window), "network"))
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

    /** The same series, but at some hours it says 1e29: once before the block, twice within it. */
    private static List<TrainingWindow> marked() {
        SyntheticSeries series = new SyntheticSeries("a", "Europe/Berlin", "2023-03-05T23:00:00Z", 24 * 70, 10, 1);
        for (int hour : new int[] {700, 1_500, 1_600}) {
            series.values().put(Step.HOUR.plus(Instant.parse("2023-03-05T23:00:00Z"), hour), 1e29);
        }
        return series.windows();
    }

    @Test
    void shouldNotLetAUselessCandidatePassBecauseTheScaleOfASensorExplodes() {
        // given: a candidate that always says 0
        List<TrainingWindow> windows = marked();
        Split split = Split.byTime(WindowSet.of(windows), 0.25);

        // when
        Verdict verdict = new Gate(windows, split.cut())
                .judge(evaluation(
                        split, window -> Values.generate(window.shape().horizon(), lead -> 0)));

        // then
        assertThat(verdict.passes()).isFalse();
        assertThat(verdict.candidate()).isGreaterThan(2);
        assertThat(verdict.notes())
                .anyMatch(note -> note.startsWith("a: 0.1") && note.contains("left out as outliers"));
    }

    @Test
    void shouldNotLetACandidatePassForTheMarksThatItForeknows() {
        // given: a candidate that says 0, and 1e29 where that comes
        List<TrainingWindow> windows = marked();
        Split split = Split.byTime(WindowSet.of(windows), 0.25);
        Map<Instant, Values> targets = new HashMap<>();
        windows.forEach(window -> targets.put(window.window().origin(), window.target()));

        // when
        Verdict verdict = new Gate(windows, split.cut())
                .judge(evaluation(
                        split,
                        window -> Values.generate(
                                window.shape().horizon(),
                                lead -> requireNonNull(targets.get(window.origin()))
                                                        .at(lead)
                                                == 1e29
                                        ? 1e29
                                        : 0)));

        // then
        assertThat(verdict.passes()).isFalse();
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
