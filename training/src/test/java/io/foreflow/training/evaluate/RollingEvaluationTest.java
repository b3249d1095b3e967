package io.foreflow.training.evaluate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.RollingEvaluation.ActualSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollingEvaluationTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Instant START = Instant.parse("2021-05-01T00:00:00Z");
    private static final Instant CUT = START.plus(Duration.ofDays(2));
    private static final WindowShape SHAPE = new WindowShape(Step.HOUR, 2, 3);
    private static final List<String> METHODS = List.of("network", "yesterday");

    /** 0, then 2 (a's yardstick is 2), then 10; b the same ten times as large. */
    private final Map<Instant, Double> a = new HashMap<>();

    private final Map<Instant, Double> b = new HashMap<>();

    @BeforeEach
    void measure() {
        for (int hour = 0; hour < 72; hour++) {
            double value = hour < 24 ? 0 : hour < 48 ? 2 : 10;
            a.put(Step.HOUR.plus(START, hour), value);
            b.put(Step.HOUR.plus(START, hour), 10 * value);
        }
    }

    @Test
    void shouldDivideTheErrorByTheYardstickBeforeTheCut() {
        // given
        RollingEvaluation rolling = evaluation();

        // when
        rolling.add(A, CUT, Map.of("network", Values.of(11, 8, 10), "yesterday", Values.of(2, 2, 2)));
        rolling.add(B, CUT, Map.of("network", Values.of(100, 100, 106), "yesterday", Values.of(20, 20, 20)));
        Evaluation result = rolling.result();

        // then: a errs by 1, 2, 0 of 2; b by 0, 0, 6 of 20
        ForecastErrors network = scores(result, A).score("network");
        assertThat(scores(result, A).yardstick()).isEqualTo(2);
        assertThat(network.mae()).isEqualTo(1);
        assertThat(network.mase()).isEqualTo(0.5);
        assertThat(network.rmse()).isCloseTo(Math.sqrt(5.0 / 3), within(1e-12));
        assertThat(network.bias()).isCloseTo(-1.0 / 3, within(1e-12));
        assertThat(scores(result, A).maseByLead("network")).isEqualTo(Values.of(0.5, 1, 0));
        assertThat(scores(result, B).score("network").mase()).isCloseTo(0.1, within(1e-12));
        assertThat(result.mean("network").mase()).isCloseTo(0.3, within(1e-12));
        assertThat(result.mean("yesterday").mase()).isEqualTo(4);
        assertThat(result.meanMaseByLead("network").at(1)).isCloseTo(0.5, within(1e-12));
        assertThat(result.targets()).isEqualTo(6);
    }

    @Test
    void shouldCountNoOriginBeforeTheCut() {
        // given
        RollingEvaluation rolling = evaluation();

        // when
        rolling.add(A, CUT.minusSeconds(3600), both(Values.of(99, 99, 99)));
        rolling.add(A, CUT, both(Values.of(10, 10, 10)));

        // then
        assertThat(scores(rolling.result(), A).origins()).isEqualTo(1);
        assertThat(rolling.result().mean("network").mae()).isZero();
    }

    @Test
    void shouldCountNoTargetThatWasNotMeasured() {
        // given: the last origin's third target lies beyond the data, its second was lost
        Instant origin = Step.HOUR.plus(START, 70);
        a.remove(Step.HOUR.plus(origin, 1));
        RollingEvaluation rolling = evaluation();

        // when
        rolling.add(A, origin, both(Values.of(11, 99, 99)));
        rolling.add(A, Step.HOUR.plus(START, 72), both(Values.of(99, 99, 99)));

        // then
        assertThat(scores(rolling.result(), A).targets()).isEqualTo(1);
        assertThat(scores(rolling.result(), A).origins()).isEqualTo(1);
        assertThat(rolling.result().mean("network").mae()).isEqualTo(1);
    }

    @Test
    void shouldScoreAllMethodsOnTheSameTargets() {
        // given
        RollingEvaluation rolling = evaluation();

        // when
        rolling.add(A, CUT, Map.of("network", Values.of(11, 12, 99), "yesterday", Values.of(10, 10, Double.NaN)));

        // then
        assertThat(scores(rolling.result(), A).targets()).isEqualTo(2);
        assertThat(rolling.result().mean("network").mae()).isEqualTo(1.5);
    }

    @Test
    void shouldHaveNoMaseWithoutAYardstick() {
        // given: nothing was known of a before the cut, and b never moved
        a.keySet().removeIf(time -> time.isBefore(CUT));
        b.replaceAll((time, value) -> 5.0);
        RollingEvaluation rolling = evaluation();

        // when
        rolling.add(A, CUT, both(Values.of(11, 11, 11)));
        rolling.add(B, CUT, both(Values.of(6, 6, 6)));

        // then
        assertThat(scores(rolling.result(), A).score("network").mase()).isNaN();
        assertThat(scores(rolling.result(), A).score("network").mae()).isEqualTo(1);
        assertThat(scores(rolling.result(), B).score("network").mase()).isNaN();
        assertThat(rolling.result().mean("network").mase()).isNaN();
    }

    @Test
    void shouldRefuseAnUnknownSensorAndAMissingMethod() {
        // given
        RollingEvaluation rolling = evaluation();

        // then
        assertThatThrownBy(() -> rolling.add(SensorId.of("c"), CUT, both(Values.of(1, 1, 1))))
                .hasMessageContaining("c");
        assertThatThrownBy(() -> rolling.add(A, CUT, Map.of("network", Values.of(1, 1, 1))))
                .hasMessageContaining("yesterday");
        assertThatThrownBy(() -> rolling.add(A, CUT, both(Values.of(1)))).hasMessageContaining("3 steps");
        assertThatThrownBy(() -> scores(result(rolling), A).score("lstm")).hasMessageContaining("lstm");
    }

    private static Evaluation result(RollingEvaluation rolling) {
        rolling.add(A, CUT, both(Values.of(1, 1, 1)));
        return rolling.result();
    }

    private RollingEvaluation evaluation() {
        return new RollingEvaluation(
                SHAPE, CUT, METHODS, Map.of(A, new ActualSeries(UTC, a), B, new ActualSeries(UTC, b)));
    }

    private static Map<String, Values> both(Values values) {
        return Map.of("network", values, "yesterday", values);
    }

    private static SensorScores scores(Evaluation evaluation, SensorId sensor) {
        return requireNonNull(evaluation.sensors().get(sensor));
    }
}
