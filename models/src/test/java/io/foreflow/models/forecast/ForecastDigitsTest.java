package io.foreflow.models.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ForecastDigitsTest {
    @Example
    void shouldKeepFourDigitsOfTheDeviation() {
        assertThat(digits(1_000, 312).round(1374.031582)).isEqualTo(1374.03);
        assertThat(digits(1_000, 0.5).round(1374.031582)).isEqualTo(1374.03158);
        assertThat(digits(3e9, 2e8).round(3_123_456_789.4)).isEqualTo(3_123_460_000.0);
    }

    @Example
    void shouldKeepDigitsOfTheLevelWhereNothingDeviates() {
        assertThat(digits(20, 0).round(20.123456)).isEqualTo(20.123);
        assertThat(digits(Double.NaN, Double.NaN).round(20.123456)).isEqualTo(20.1235);
        assertThat(digits(0, 0).round(20.123456)).isEqualTo(20.1235);
    }

    @Example
    void shouldLeaveWhatIsMissingOrTooLargeForDecimals() {
        assertThat(digits(1, 1).round(Values.of(Double.NaN, Double.MAX_VALUE, -0.0)))
                .isEqualTo(Values.of(Double.NaN, Double.MAX_VALUE, 0));
    }

    @Property(seed = "14")
    void shouldBeTheNearestDecimal(
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double number,
            @ForAll @IntRange(min = -6, max = 6) int magnitude) {
        // given
        double scale = 3 * Math.pow(10, magnitude);

        // when
        double rounded = digits(0, scale).round(number);

        // then
        double unit = Math.pow(10, magnitude - 4);
        assertThat(rounded).isCloseTo(number, within(unit / 2 * (1 + 1e-9)));
        assertThat(BigDecimal.valueOf(rounded)
                        .setScale(4 - magnitude, RoundingMode.HALF_EVEN)
                        .doubleValue())
                .isEqualTo(rounded);
    }

    private static ForecastDigits digits(double level, double scale) {
        return ForecastDigits.of(Window.builder(
                        SensorId.of("s"), Instant.parse("2026-03-02T06:00:00Z"), WindowShape.DEFAULT, ZoneOffset.UTC)
                .level(level)
                .scale(scale)
                .build());
    }
}
