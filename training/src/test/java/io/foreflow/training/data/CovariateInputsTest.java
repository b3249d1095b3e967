package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.SyntheticSeries;
import io.foreflow.training.data.OfflineWindower.Wanted;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CovariateInputsTest {
    private static final Instant START = Instant.parse("2025-03-01T00:00:00Z");
    private static final Values UNKNOWN = Values.missing(24);
    private static final Values ALTERNATING = Values.generate(24, i -> i % 2 == 0 ? 8 : 12);
    private static final List<TrainingWindow> WINDOWS = new SyntheticSeries(
                    "a", "UTC", START.toString(), 24 * 15, 10, 1)
            .windows()
            .subList(0, 100);

    @Test
    void shouldTakeWhatNineTenthsOfTheWindowsTellOf() {
        // given: temp in 90 of 100 windows, wind in 89
        List<TrainingWindow> windows = windows(i -> Map.of(
                "temp",
                new Covariate(i < 90 ? ALTERNATING : UNKNOWN, UNKNOWN),
                "wind",
                new Covariate(i < 89 ? ALTERNATING : UNKNOWN, ALTERNATING)));

        // when
        List<CovariateInput> inputs = CovariateInputs.of(windows);

        // then
        assertThat(inputs).singleElement().satisfies(temp -> {
            assertThat(temp.name()).isEqualTo("temp");
            assertThat(temp.level()).isCloseTo(10, within(1e-9));
            assertThat(temp.scale()).isCloseTo(2, within(1e-9));
            assertThat(temp.ahead()).isFalse();
        });
    }

    @Test
    void shouldReadAheadWhatIsMostlyAnnouncedInTime() {
        // given: of price half of the target steps are known, of load a step less
        Values half = Values.generate(24, i -> i < 12 ? 5 : Double.NaN);
        Values less = Values.generate(24, i -> i < 11 ? 5 : Double.NaN);
        List<TrainingWindow> windows = windows(
                i -> Map.of("price", new Covariate(ALTERNATING, half), "load", new Covariate(ALTERNATING, less)));

        // then
        assertThat(CovariateInputs.of(windows))
                .extracting(CovariateInput::name, CovariateInput::ahead)
                .containsExactly(tuple("load", false), tuple("price", true));
    }

    @Test
    void shouldLeaveOutWhatNeverChanges() {
        assertThat(CovariateInputs.of(
                        windows(i -> Map.of("lanes", new Covariate(Values.generate(24, any -> 4), UNKNOWN)))))
                .isEmpty();
        assertThat(CovariateInputs.of(List.of())).isEmpty();
        assertThat(CovariateInputs.of(WINDOWS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e200, -Double.MAX_VALUE})
    void shouldNameTheValueThatLeavesNoScale(double absurd) {
        // given: one absurd value, and one of another sign beside it
        Values past = Values.generate(24, i -> i == 5 ? absurd : i == 6 ? -absurd / 2 : i);
        Map<String, Covariate> covariates = Map.of("temp", new Covariate(past, UNKNOWN));
        Instant time = WINDOWS.get(3).window().targetTime(5 - 24);

        // then
        assertThatThrownBy(() -> CovariateInputs.of(
                        windows(i -> i == 3 ? covariates : Map.of("temp", new Covariate(ALTERNATING, UNKNOWN)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("covariate temp has a value of " + absurd + " (sensor a at " + time
                        + "), which would drown all others; correct it, or leave temp out with --covariates");
        // and where it would not be read anyway, nobody minds
        assertThat(CovariateInputs.of(windows(i -> i == 3 ? covariates : Map.of())))
                .isEmpty();
    }

    @Property(tries = 20)
    void shouldNotDependOnWhatWasMeasuredAfterTheOrigin(
            @ForAll @IntRange(min = 40, max = 90) int cut, @ForAll @DoubleRange(min = -1e6, max = 1e6) double other) {
        // given: the covariate of each hour from the cut on is another one
        List<Window> before = live(hour -> Math.sin(hour));
        List<Window> changed = live(hour -> hour < cut ? Math.sin(hour) : other);
        Instant last = START.plus(Duration.ofHours(cut));

        // then: what can be forecast until then is the same
        assertThat(before.stream().filter(window -> !window.origin().isAfter(last)))
                .isNotEmpty()
                .containsExactlyElementsOf(changed.stream()
                        .filter(window -> !window.origin().isAfter(last))
                        .toList());
    }

    private static List<TrainingWindow> windows(IntFunction<Map<String, Covariate>> covariates) {
        return IntStream.range(0, WINDOWS.size())
                .mapToObj(i -> new TrainingWindow(
                        WINDOWS.get(i).window().toBuilder()
                                .covariates(covariates.apply(i))
                                .build(),
                        WINDOWS.get(i).target(),
                        List.of()))
                .toList();
    }

    private static List<Window> live(IntFunction<Double> covariate) {
        List<Reading> readings = new ArrayList<>();
        for (int hour = 0; hour < 100; hour++) {
            readings.add(new Reading(
                    SensorId.of("a"),
                    START.plus(Duration.ofHours(hour)),
                    (double) hour,
                    Map.of("temp", covariate.apply(hour))));
        }
        return OfflineWindower.replay(
                        WindowerConfig.defaults().withCovariates(List.of("temp")),
                        readings,
                        START.plus(Duration.ofDays(30)),
                        new Wanted(window -> true, window -> false))
                .sensors()
                .get(0)
                .live();
    }
}
