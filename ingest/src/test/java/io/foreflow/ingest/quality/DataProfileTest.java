package io.foreflow.ingest.quality;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.ingest.quality.SensorProfile.ValueRun;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataProfileTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");

    private final DataProfile profile = new DataProfile();

    @Test
    void shouldSumUpASensor() {
        // given: hours with two gaps, one time twice, one value three times
        int[] hours = {0, 1, 2, 2, 3, 6, 7, 8, 9, 20, 21};
        double[] values = {4, 5, 5, 5, 6, -1.5, 9, 8, 7, 6, 5};
        for (int i = 0; i < hours.length; i++) {
            add(A, hours[i], values[i]);
        }

        // when
        SensorProfile a = profileOf(profile);

        // then
        assertThat(a.readings()).isEqualTo(11);
        assertThat(a.first()).isEqualTo(START);
        assertThat(a.last()).isEqualTo(START.plus(Duration.ofHours(21)));
        assertThat(a.interval()).contains(Duration.ofHours(1));
        assertThat(a.gaps()).isEqualTo(2);
        assertThat(a.longestGap()).isEqualTo(Duration.ofHours(11));
        assertThat(a.longestRun()).isEqualTo(new ValueRun(3, 5, START.plus(Duration.ofHours(1))));
        assertThat(a.duplicates()).isEqualTo(1);
        assertThat(a.inOrder()).isTrue();
        assertThat(a.lowest()).isEqualTo(-1.5);
        assertThat(a.highest()).isEqualTo(9);
    }

    @Test
    void shouldLeaveOutWhatHasNoValue() {
        // given
        profile.add(Reading.announcement(A, START, Map.of("temp", 20.0)));
        profile.add(Reading.timeOnly(B, START));

        // when, then
        assertThat(profile.sensors()).isEmpty();
        assertThat(profile.suspects()).isEmpty();
        assertThat(profile.notes()).isEmpty();
    }

    @Test
    void shouldKnowNoIntervalOfThreeReadings() {
        // given
        IntStream.range(0, 3).forEach(hour -> add(A, 10 * hour, hour));

        // when
        SensorProfile a = profileOf(profile);

        // then
        assertThat(a.interval()).isEmpty();
        assertThat(a.gaps()).isZero();
        assertThat(a.longestGap()).isZero();
    }

    @Test
    void shouldSayThatAFileIsInDisorder() {
        // given
        List.of(0, 1, 2, 1, 3).forEach(hour -> add(A, hour, hour));

        // when, then
        assertThat(profileOf(profile).inOrder()).isFalse();
    }

    @Property
    void shouldCountGapsExactlyForwardsAndBackwards(
            @ForAll @Size(min = 4, max = 400) List<@IntRange(min = 1, max = 100) Integer> steps, @ForAll boolean back) {
        // given
        List<Integer> times = new ArrayList<>(List.of(0));
        steps.forEach(step -> times.add(times.get(times.size() - 1) + step));
        if (back) {
            Collections.reverse(times);
        }
        DataProfile fresh = new DataProfile();
        times.forEach(time -> fresh.add(Reading.of(A, START.plus(Duration.ofMinutes(time)), time)));

        // when
        SensorProfile a = profileOf(fresh);

        // then
        int median = steps.stream().sorted().toList().get(steps.size() / 2);
        assertThat(a.interval()).contains(Duration.ofMinutes(median));
        assertThat(a.gaps())
                .isEqualTo(steps.stream().filter(step -> step > 1.5 * median).count());
        assertThat(a.longestGap())
                .isEqualTo(Duration.ofMinutes(steps.stream()
                        .mapToInt(step -> step)
                        .filter(step -> step > 1.5 * median)
                        .max()
                        .orElse(0)));
        assertThat(a.inOrder()).isTrue();
    }

    @Property(tries = 50)
    void shouldComeCloseWhenAllDistancesDiffer(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 2) double deviation) {
        // given
        Random random = new Random(seed);
        List<Long> distances = new ArrayList<>();
        DataProfile fresh = new DataProfile();
        Instant time = START;
        for (int i = 0; i < 5_000; i++) {
            fresh.add(Reading.of(A, time, i));
            distances.add(1 + (long) (60_000 * Math.exp(deviation * random.nextGaussian())));
            time = time.plusMillis(distances.get(i));
        }

        // when
        SensorProfile a = profileOf(fresh);

        // then
        distances.remove(distances.size() - 1);
        long median = distances.stream().sorted().toList().get(distances.size() / 2);
        long gaps =
                distances.stream().filter(distance -> distance > 1.5 * median).count();
        assertThat((double) a.interval().orElseThrow().toMillis()).isCloseTo((double) median, within(0.1 * median));
        assertThat((double) a.gaps()).isCloseTo((double) gaps, within(0.1 * distances.size()));
    }

    @Test
    void shouldFindAMarkOfOneSensorInTheOthersToo() {
        // given: the mark is further below the first sensor than that has values, and not as far below the second
        Random random = new Random(3);
        for (int hour = 0; hour < 2_000; hour++) {
            boolean missing = hour % 25 == 0;
            add(A, hour, missing ? -200 : 10 * random.nextDouble());
            add(B, hour, missing && hour % 1_000 == 0 ? -200 : 2 + 3_000 * random.nextDouble());
        }

        // when, then
        assertThat(profile.suspects())
                .containsExactly(new SuspectedMark(A, -200, 80, 0.04), new SuspectedMark(B, -200, 2, 0.001));
        assertThat(profile.notes())
                .containsExactly("-200 probably means \"no value\": it is far from all other values, and occurs in"
                        + " a in 4.0 % of its rows, b in 0.10 % of its rows. If so, pass --missing=-200 or set"
                        + " input.missing: [-200]");
    }

    @Test
    void shouldNotFindAMarkAmongTheValuesOfAnotherSensor() {
        // given
        Random random = new Random(3);
        for (int hour = 0; hour < 2_000; hour++) {
            add(A, hour, hour % 25 == 0 ? -200 : 10 * random.nextDouble());
            add(B, hour, random.nextInt(800) - 400);
        }

        // when, then
        assertThat(profile.suspects()).extracting(SuspectedMark::sensor).containsExactly(A);
    }

    @Test
    void shouldFindASensorThatHasNothingButTheMarkOfAnother() {
        // given
        Random random = new Random(3);
        for (int hour = 0; hour < 2_000; hour++) {
            add(A, hour, hour % 25 == 0 ? -200 : 10 * random.nextDouble());
            add(B, hour, -200);
        }

        // when, then
        assertThat(profile.suspects()).contains(new SuspectedMark(B, -200, 2_000, 1));
    }

    @Test
    void shouldTakeMinusOneForAMarkOnlyWhereReadingsJumpToIt() {
        // given: a counter that fails, and whole degrees that fall below zero
        Random random = new Random(3);
        for (int hour = 0; hour < 2_000; hour++) {
            add(A, hour, random.nextInt(40) == 0 ? -1 : 5 + random.nextInt(60));
            add(B, hour, Math.max(-1, Math.rint(15 * Math.sin(hour / 50.0) + 14)));
        }

        // when, then
        assertThat(profile.suspects()).extracting(SuspectedMark::sensor).containsExactly(A);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, -200, -9_999, 9_999})
    void shouldNotSuspectAValueThatHardlyRepeats(double value) {
        // given
        Random random = new Random(3);
        IntStream.range(0, 3_000).forEach(hour -> add(A, hour, hour % 1_500 == 7 ? value : 5 + random.nextInt(60)));

        // when, then
        assertThat(profile.suspects()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {32_767, -32_768, 65_535, 2_147_483_647, 3.4028234663852886E38, -1e30, Double.MAX_VALUE})
    void shouldSuspectTheLimitsOfNumbersAtOnce(double value) {
        // given
        Random random = new Random(3);
        IntStream.range(0, 3_000).forEach(hour -> add(A, hour, hour == 7 ? value : 5 + random.nextInt(60)));

        // when, then
        assertThat(profile.suspects()).extracting(SuspectedMark::value).containsExactly(value);
    }

    @Test
    void shouldNotSuspectASwitch() {
        // given
        Random random = new Random(3);
        for (int hour = 0; hour < 3_000; hour++) {
            add(A, hour, random.nextInt(50) == 0 ? 9_999 : 0);
            add(B, hour, random.nextInt(50) == 0 ? -200 : 0);
        }

        // when, then
        assertThat(profile.suspects()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"57.25, 30", "0, 100", "0, 600"})
    void shouldNoteASensorThatWasStuck(double value, int length) {
        // given: zeros at night, and one value for very long
        for (int hour = 0; hour < 3_000; hour++) {
            add(A, hour, hour >= 1_000 && hour < 1_000 + length ? value : hour % 24 < 8 ? 0 : hour % 97 + 1);
        }

        // when, then
        assertThat(profileOf(profile).stuck()).isPresent();
        assertThat(profile.notes()).singleElement().satisfies(note -> assertThat(note)
                .startsWith("a has the value ")
                .contains("readings in a row from 2026-02-11T")
                .endsWith("perhaps it was stuck"));
    }

    @Test
    void shouldNotTakeNightsDroughtsOrASetpointForStuck() {
        // given
        Random random = new Random(11);
        double rain = 0;
        for (int hour = 0; hour < 5_000; hour++) {
            rain = random.nextInt(80) == 0 ? random.nextInt(30) : random.nextInt(3) == 0 ? 0 : rain;
            add(A, hour, hour % 24 < 8 + 4 * Math.sin(hour / 600.0) ? 0 : hour % 97 + 1);
            add(B, hour, rain);
            add(SensorId.of("setpoint"), hour, hour < 3_000 ? 21 : hour < 4_900 ? 18 : 21);
        }

        // when, then
        assertThat(profile.notes()).isEmpty();
    }

    @Test
    void shouldTakeAnOutageWithAMarkForAMarkAlone() {
        // given
        Random random = new Random(3);
        IntStream.range(0, 3_000)
                .forEach(hour -> add(A, hour, hour % 100 == 0 || hour > 2_000 ? -999 : 30 * random.nextDouble()));

        // when, then
        assertThat(profileOf(profile).stuck()).isEmpty();
        assertThat(profile.notes()).singleElement().asString().startsWith("-999 probably means");
    }

    private static SensorProfile profileOf(DataProfile data) {
        return requireNonNull(data.sensors().get(A));
    }

    private void add(SensorId sensor, int hour, double value) {
        profile.add(Reading.of(sensor, START.plus(Duration.ofHours(hour)), value));
    }
}
