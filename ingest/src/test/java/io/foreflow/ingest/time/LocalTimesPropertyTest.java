package io.foreflow.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class LocalTimesPropertyTest {
    private static final SensorId A = SensorId.of("a");
    private static final Instant YEAR_1970 = Instant.EPOCH;
    private static final int DAYS = 3;

    /** Steps that are longer than the repeated time included: then both directions take what is there once for its first occurrence. */
    @Property(tries = 2_000, seed = "881")
    void shouldReadAReversedFileLikeTheForwardOne(
            @ForAll("zones") ZoneId zone,
            @ForAll @IntRange(min = 0, max = 110) int change,
            @ForAll("steps") int minutes,
            @ForAll @IntRange(min = 0, max = 59) int offset) {
        // given
        List<LocalDateTime> forwards = series(zone, change, minutes, offset);

        // when
        List<@Nullable Instant> expected = resolved(new LocalTimes(zone), forwards);
        List<@Nullable Instant> actual = reversed(resolved(new LocalTimes(zone, true), reversed(forwards)));

        // then
        assertThat(actual).isEqualTo(expected);
    }

    /** A series without holes comes back as it was, if its step is not longer than the repeated time. */
    @Property(tries = 1_000, seed = "882")
    void shouldReadBackASeriesInEitherDirection(
            @ForAll("zones") ZoneId zone,
            @ForAll @IntRange(min = 0, max = 110) int change,
            @ForAll("shortSteps") int minutes,
            @ForAll boolean newestFirst) {
        // given
        List<Instant> instants = instants(zone, change, minutes, 0);
        List<Instant> file = newestFirst ? reversed(instants) : instants;
        List<LocalDateTime> local =
                file.stream().map(time -> LocalDateTime.ofInstant(time, zone)).toList();

        // then
        assertThat(resolved(new LocalTimes(zone, newestFirst), local)).isEqualTo(file);
    }

    private static List<LocalDateTime> series(ZoneId zone, int change, int minutes, int offset) {
        return instants(zone, change, minutes, offset).stream()
                .map(time -> LocalDateTime.ofInstant(time, zone))
                .toList();
    }

    /** Three days around one change of the clocks. */
    private static List<Instant> instants(ZoneId zone, int change, int minutes, int offset) {
        ZoneOffsetTransition transition = zone.getRules().nextTransition(YEAR_1970);
        for (int i = 0; i < change && transition != null; i++) {
            transition = zone.getRules().nextTransition(transition.getInstant());
        }
        Assume.that(transition != null);
        Instant middle = transition == null ? YEAR_1970 : transition.getInstant();
        Instant first = middle.minus(Duration.ofHours(12L * DAYS)).plus(Duration.ofMinutes(offset));
        return IntStream.range(0, DAYS * 1_440 / minutes)
                .mapToObj(i -> first.plusSeconds(60L * i * minutes))
                .toList();
    }

    private static List<@Nullable Instant> resolved(LocalTimes times, List<LocalDateTime> file) {
        List<@Nullable Instant> instants = new ArrayList<>();
        file.forEach(time -> instants.add(times.resolve(A, time)));
        return instants;
    }

    private static <T extends @Nullable Object> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    /** Every zone whose clocks have changed since 1970. */
    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(ZoneId.getAvailableZoneIds().stream()
                .sorted()
                .map(ZoneId::of)
                .filter(zone -> zone.getRules().nextTransition(YEAR_1970) != null)
                .toList());
    }

    @Provide
    Arbitrary<Integer> steps() {
        return Arbitraries.of(5, 10, 15, 20, 30, 60, 90, 120, 180, 240, 360);
    }

    /** Half an hour is the shortest time that is repeated, on Lord Howe Island. */
    @Provide
    Arbitrary<Integer> shortSteps() {
        return Arbitraries.of(5, 10, 15, 20, 30);
    }
}
