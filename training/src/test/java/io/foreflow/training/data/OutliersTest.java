package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Step;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class OutliersTest {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final BucketGrid GRID = BucketGrid.of(Step.HOUR, ZoneId.of("UTC"));
    private static final long FIRST = GRID.indexOf(START);
    private static final int HOURS = 24 * 28;

    /** From 0 to 2,000 over the day. */
    private static double traffic(int hour) {
        return 1_000 - 1_000 * Math.cos(hour * Math.PI / 12) + hour % 7;
    }

    @Test
    void shouldFindAMarkThatIsFarFromAllOtherValues() {
        // given: far closer than any multiple of the sensor's deviations
        SortedMap<Instant, Double> values = values(hour -> hour % 100 == 3 ? -1_200 : traffic(hour));

        // when
        Outliers outliers = Outliers.of(values, GRID);

        // then
        assertThat(outliers.count()).isEqualTo(7);
        assertThat(outliers.share()).isCloseTo(7.0 / HOURS, within(1e-12));
        assertThat(outliers.isAt(FIRST + 103)).isTrue();
        assertThat(outliers.isAt(FIRST + 104)).isFalse();
        assertThat(outliers.isWithin(FIRST + 4, FIRST + 103)).isFalse();
        assertThat(outliers.isWithin(FIRST + 4, FIRST + 104)).isTrue();
    }

    @Test
    void shouldFindTwoMarksOfOneSensor() {
        // given
        SortedMap<Instant, Double> values =
                values(hour -> hour % 100 == 3 ? -9_999 : hour % 100 == 50 ? 1e29 : traffic(hour));

        // when, then
        assertThat(Outliers.of(values, GRID).count()).isEqualTo(14);
    }

    @Test
    void shouldFindASingleValueOfAnotherOrderOfMagnitude() {
        // given
        SortedMap<Instant, Double> values = values(hour -> hour == 300 ? 1e6 : traffic(hour));

        // when
        Outliers outliers = Outliers.of(values, GRID);

        // then
        assertThat(outliers.count()).isEqualTo(1);
        assertThat(outliers.isAt(FIRST + 300)).isTrue();
    }

    @Test
    void shouldTakeASensorThatIsOftenOffForWhatItIs() {
        // given: a quarter of the hours at 0, the others around 500
        SortedMap<Instant, Double> often = values(hour -> hour % 4 == 0 ? 0 : 500 + hour % 50);
        SortedMap<Instant, Double> states = values(hour -> hour % 20 == 0 ? 1_000 : hour % 3);
        SortedMap<Instant, Double> constant = values(hour -> 7);

        // when, then
        assertThat(Outliers.of(often, GRID).isEmpty()).isTrue();
        assertThat(Outliers.of(states, GRID).isEmpty()).isTrue();
        assertThat(Outliers.of(constant, GRID).isEmpty()).isTrue();
        assertThat(Outliers.of(new TreeMap<>(), GRID).share()).isZero();
    }

    @Test
    void shouldSayNothingOfASensorOfAFewDays() {
        // given
        SortedMap<Instant, Double> values = values(hour -> hour == 20 ? 1e6 : traffic(hour));

        // when, then
        assertThat(Outliers.of(values.headMap(Step.HOUR.plus(START, 96)), GRID).isEmpty())
                .isTrue();
    }

    @Property(tries = 100, seed = "17")
    void shouldFindNothingInNoise(@ForAll Random random, @ForAll @DoubleRange(min = 0, max = 1_000) double amplitude) {
        // given
        SortedMap<Instant, Double> values =
                values(hour -> amplitude * Math.sin(hour * Math.PI / 12) + random.nextGaussian());

        // when, then
        assertThat(Outliers.of(values, GRID).isEmpty()).isTrue();
    }

    private static SortedMap<Instant, Double> values(IntToDoubleFunction value) {
        SortedMap<Instant, Double> values = new TreeMap<>();
        for (int hour = 0; hour < HOURS; hour++) {
            values.put(Step.HOUR.plus(START, hour), value.applyAsDouble(hour));
        }
        return values;
    }
}
