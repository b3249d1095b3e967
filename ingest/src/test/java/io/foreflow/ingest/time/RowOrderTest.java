package io.foreflow.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOrderTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final LocalDateTime START = LocalDateTime.parse("2018-03-01T00:15");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void shouldTellAFileThatRunsBackwards() {
        // given
        List<LocalDateTime> forwards = quarters(200);

        // then
        assertThat(order(forwards).newestFirst()).isFalse();
        assertThat(order(reversed(forwards)).newestFirst()).isTrue();
        assertThat(order(shuffled(forwards)).newestFirst()).isFalse();
    }

    @Test
    void shouldTellThePointsInTimeOfAFileThatRunsBackwards() {
        RowOrder order = new RowOrder(ZoneOffset.UTC);
        for (int i = 10; i > 0; i--) {
            order.add(A, new Stamp.OneTime(Instant.ofEpochSecond(60L * i)));
        }

        assertThat(order.newestFirst()).isTrue();
        assertThat(order.interval()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void shouldCompareTheRowsOfEachSensor() {
        // given one sensor after the other, each forwards
        RowOrder order = new RowOrder(ZoneOffset.UTC);
        IntStream.range(0, 50)
                .forEach(sensor -> quarters(3).forEach(time -> order.add(SensorId.of("s" + sensor), local(time))));

        // then
        assertThat(order.newestFirst()).isFalse();
        assertThat(order.interval()).isNull();
    }

    @Test
    void shouldNotCountStepsWithinARepeatedHour() {
        // given: the clocks in Berlin went back from 03:00 to 02:00, and the file runs forwards
        List<LocalDateTime> times = Stream.of("02:45", "02:30", "02:15", "02:00", "03:00")
                .map(time -> LocalDateTime.parse("2025-10-26T" + time))
                .toList();

        assertThat(order(times, BERLIN).newestFirst()).isFalse();
        assertThat(order(times, ZoneOffset.UTC).newestFirst()).isTrue();
    }

    @Test
    void shouldSayNothingOfTooFewRows() {
        RowOrder empty = new RowOrder(BERLIN);
        RowOrder two = order(reversed(quarters(2)));

        assertThat(empty.newestFirst()).isFalse();
        assertThat(empty.midnightEndsDay()).isFalse();
        assertThat(empty.interval()).isNull();
        assertThat(two.newestFirst()).isFalse();
        assertThat(two.interval()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 60, 180, 360, 720})
    void shouldTellMidnightsThatEndTheirDay(int minutes) {
        // given five days
        List<LocalDateTime> plain =
                times(LocalTime.of(0, 0).plusMinutes(minutes), Duration.ofMinutes(minutes), 5 * 1_440 / minutes);
        List<LocalDateTime> dated =
                plain.stream().map(RowOrderTest::datedADayEarly).toList();

        // then
        assertThat(order(dated).midnightEndsDay()).isTrue();
        assertThat(order(reversed(dated)).midnightEndsDay()).isTrue();
        assertThat(order(plain).midnightEndsDay()).isFalse();
        assertThat(order(reversed(plain)).midnightEndsDay()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 60, 180, 360})
    void shouldTellDirectionAndIntervalDespiteMidnightsThatEndTheirDay(int minutes) {
        // given five days
        List<LocalDateTime> dated = times(LocalTime.MIDNIGHT, Duration.ofMinutes(minutes), 5 * 1_440 / minutes).stream()
                .map(RowOrderTest::datedADayEarly)
                .toList();

        // then
        assertThat(order(dated).newestFirst()).isFalse();
        assertThat(order(reversed(dated)).newestFirst()).isTrue();
        assertThat(order(dated).interval()).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void shouldNotTellMidnightsOfADailyFile() {
        assertThat(order(times(LocalTime.MIDNIGHT, Duration.ofDays(1), 100)).midnightEndsDay())
                .isFalse();
        assertThat(order(times(LocalTime.MIDNIGHT, Duration.ofDays(7), 100)).midnightEndsDay())
                .isFalse();
    }

    @Test
    void shouldNotTellMidnightsFromOneOrFromSome() {
        // given one midnight of two sensors, and a file in which two of four are dated a day early
        List<LocalDateTime> oneDay =
                quarters(110).stream().map(RowOrderTest::datedADayEarly).toList();
        RowOrder one = order(oneDay);
        oneDay.forEach(time -> one.add(B, local(time)));
        List<LocalDateTime> mixed = quarters(450).stream()
                .map(time -> time.getDayOfMonth() < 4 ? datedADayEarly(time) : time)
                .toList();

        // then
        assertThat(one.midnightEndsDay()).isFalse();
        assertThat(order(mixed).midnightEndsDay()).isFalse();
    }

    @Test
    void shouldTellMidnightsBesideGaps() {
        List<LocalDateTime> times = quarters(96 * 40).stream()
                .map(RowOrderTest::datedADayEarly)
                .filter(time -> time.getDayOfMonth() % 4 != 0)
                .toList();

        assertThat(order(times).midnightEndsDay()).isTrue();
    }

    @Test
    void shouldTellTheMedianInterval() {
        // given quarters with gaps, every time twice, and an hourly sensor among three
        RowOrder order = new RowOrder(BERLIN);
        for (SensorId sensor : List.of(A, B)) {
            quarters(2_000).stream().filter(time -> time.getHour() != 7).forEach(time -> {
                order.add(sensor, local(time));
                order.add(sensor, local(time));
            });
        }
        times(LocalTime.MIDNIGHT, Duration.ofHours(1), 50).forEach(time -> order.add(SensorId.of("c"), local(time)));

        // then
        assertThat(order.interval()).isEqualTo(Duration.ofMinutes(15));
    }

    private static LocalDateTime datedADayEarly(LocalDateTime time) {
        return time.toLocalTime().equals(LocalTime.MIDNIGHT) ? time.minusDays(1) : time;
    }

    private static List<LocalDateTime> quarters(int count) {
        return times(START.toLocalTime(), Duration.ofMinutes(15), count);
    }

    private static List<LocalDateTime> times(LocalTime first, Duration step, int count) {
        return Stream.iterate(START.toLocalDate().atTime(first), time -> time.plus(step))
                .limit(count)
                .toList();
    }

    private static List<LocalDateTime> reversed(List<LocalDateTime> times) {
        List<LocalDateTime> reversed = new ArrayList<>(times);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<LocalDateTime> shuffled(List<LocalDateTime> times) {
        List<LocalDateTime> shuffled = new ArrayList<>(times);
        Collections.shuffle(shuffled, new Random(3));
        return shuffled;
    }

    private static RowOrder order(List<LocalDateTime> times) {
        return order(times, BERLIN);
    }

    private static RowOrder order(List<LocalDateTime> times, ZoneId zone) {
        RowOrder order = new RowOrder(zone);
        times.forEach(time -> order.add(A, local(time)));
        return order;
    }

    private static Stamp local(LocalDateTime time) {
        return new Stamp.Local(time);
    }
}
