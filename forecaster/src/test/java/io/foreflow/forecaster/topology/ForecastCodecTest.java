package io.foreflow.forecaster.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.windowing.streams.StateFormatException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ForecastCodecTest {
    private static final SensorId SENSOR = SensorId.of("i880-hov");
    private static final Instant ORIGIN = Instant.parse("2026-03-01T05:00:00Z");

    @Property
    void shouldReadWhatItWroteWhateverTheNumbersAre(
            @ForAll @Size(min = 1, max = 30) double[] numbers,
            @ForAll @LongRange(min = -100_000_000_000L, max = 100_000_000_000L) long second,
            @ForAll @IntRange(min = 0, max = 999_999_999) int nano,
            @ForAll boolean bounded,
            @ForAll boolean fallback,
            @ForAll @IntRange(min = 0) int revision) {
        // given
        Values values = Values.generate(numbers.length, i -> Double.isFinite(numbers[i]) ? numbers[i] : 0);
        Forecast forecast = ForecastBuilder.builder(forecast(values, bounded))
                .issuedAt(Instant.ofEpochSecond(second, nano))
                .fallback(fallback)
                .model(fallback ? Optional.empty() : Optional.of(ModelRef.parse("default@1")))
                .revision(revision)
                .build();

        // when, then
        assertThat(ForecastCodec.read(SENSOR, ForecastCodec.write(forecast))).isEqualTo(forecast);
    }

    @Test
    void shouldReadBoundsThatAreUnknownInPart() {
        // given
        Values values = Values.of(1, 2);
        Forecast forecast = ForecastBuilder.builder(forecast(values, true))
                .interval(Optional.of(new Interval(0.9, Values.of(Double.NaN, 1), Values.of(-0.0, Double.NaN))))
                .build();

        // when, then
        assertThat(ForecastCodec.read(SENSOR, ForecastCodec.write(forecast))).isEqualTo(forecast);
    }

    @Property
    void shouldReadDecimalsExactly(
            @ForAll @IntRange(min = 0, max = 12) int decimals, @ForAll long seed, @ForAll boolean stale) {
        // given
        SplittableRandom random = new SplittableRandom(seed);
        double power = Math.pow(10, decimals);
        Values values = Values.generate(24, i -> Math.rint(random.nextDouble(-1e6, 1e6) * power) / power);
        Forecast forecast =
                ForecastBuilder.builder(forecast(values, true)).stale(stale).build();

        // when, then
        assertThat(ForecastCodec.read(SENSOR, ForecastCodec.write(forecast))).isEqualTo(forecast);
    }

    @Test
    void shouldNeedFewBytesForWhatIsPublished() {
        // given: a day of hourly values with two decimals
        Values values = Values.generate(24, i -> Math.rint(100 * (1000 - 600 * Math.cos(i * Math.PI / 12))) / 100);

        // when, then
        assertThat(ForecastCodec.write(forecast(values, true))).hasSizeLessThan(300);
    }

    @Test
    void shouldRefuseBytesThatItDidNotWrite() {
        // given
        byte[] written = ForecastCodec.write(forecast(Values.of(1, 2, 3), true));
        byte[] newer = written.clone();
        newer[0] = 99;

        // when, then
        assertThatThrownBy(() -> ForecastCodec.read(SENSOR, newer))
                .isInstanceOf(StateFormatException.class)
                .hasMessageContaining("format 99");
        for (int length = 0; length < written.length; length++) {
            byte[] cut = Arrays.copyOf(written, length);
            assertThatThrownBy(() -> ForecastCodec.read(SENSOR, cut)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static Forecast forecast(Values values, boolean bounded) {
        return ForecastBuilder.builder()
                .sensor(SENSOR)
                .issuedAt(ORIGIN.plusMillis(123))
                .origin(ORIGIN)
                .step(Step.of(Duration.ofMinutes(5)))
                .zone(ZoneId.of("Europe/Berlin"))
                .values(values)
                .interval(
                        bounded
                                ? Optional.of(new Interval(
                                        0.9,
                                        Values.generate(values.length(), i -> values.at(i) - 1),
                                        Values.generate(values.length(), i -> values.at(i) + 2)))
                                : Optional.empty())
                .method("lastWeek")
                .fallback(true)
                .stale(false)
                .model(Optional.empty())
                .from(ORIGIN.minusSeconds(21_600))
                .to(ORIGIN)
                .imputedFraction(1.0 / 6)
                .knownFraction(1)
                .revision(0)
                .build();
    }
}
