package io.foreflow.ingest.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SuspectedMarkPropertyTest {
    /** A rule about random series is right nearly always; that it is right here must not depend on luck. */
    private static final String SEED = "20260131";

    private static final int HOURS = 6_000;
    private static final SensorId SENSOR = SensorId.of("a");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Property(tries = 300, seed = SEED)
    void shouldSuspectNothingInRealisticSeries(@ForAll Kind kind, @ForAll long seed) {
        // given
        DataProfile profile = profileOf(kind.series(HOURS, seed));

        // when, then
        assertThat(profile.suspects()).isEmpty();
    }

    @Property(tries = 600, seed = SEED)
    void shouldFindEachMarkThatStandsAloneAndNothingElse(
            @ForAll Kind kind, @ForAll("marks") double mark, @ForAll("shares") double share, @ForAll long seed) {
        // given
        double[] values = kind.series(HOURS, seed);
        int rows = inject(mark, share, values, new Random(seed));

        // when
        DataProfile profile = profileOf(values);

        // then
        assertThat(profile.suspects()).containsExactly(new SuspectedMark(SENSOR, mark, rows, (double) rows / HOURS));
    }

    @Property(tries = 100, seed = SEED)
    void shouldFindTwoMarksBelowEachOther(@ForAll Kind kind, @ForAll("shares") double share, @ForAll long seed) {
        // given
        double[] values = kind.series(HOURS, seed);
        inject(-99_999, 0.05, values, new Random(seed + 1));
        inject(-9_999, share, values, new Random(seed));

        // when
        DataProfile profile = profileOf(values);

        // then
        assertThat(profile.suspects()).extracting(SuspectedMark::value).containsExactly(-99_999.0, -9_999.0);
    }

    @Property(tries = 100, seed = SEED)
    void shouldJudgeTheSameInEachOrder(@ForAll Kind kind, @ForAll long seed) {
        // given
        double[] values = kind.series(HOURS, seed);
        inject(-9_999, 0.01, values, new Random(seed));
        List<Reading> readings = readings(values);
        List<Reading> disorder = new ArrayList<>(readings);
        Collections.shuffle(disorder, new Random(seed));
        DataProfile ordered = new DataProfile();
        DataProfile shuffled = new DataProfile();
        readings.forEach(ordered::add);
        disorder.forEach(shuffled::add);

        // when, then
        assertThat(shuffled.suspects()).isEqualTo(ordered.suspects()).hasSize(1);
    }

    @Provide
    Arbitrary<Double> marks() {
        return Arbitraries.of(
                -9_999.0, -99_999.0, 99_999.0, -7_999.0, 1e30, -1e30, (double) Float.MAX_VALUE, Double.MAX_VALUE);
    }

    @Provide
    Arbitrary<Double> shares() {
        return Arbitraries.of(0.001, 0.01, 0.1, 0.5, 0.9);
    }

    /** @return how many rows have the mark now */
    private static int inject(double mark, double share, double[] values, Random random) {
        int rows = (int) Math.round(share * values.length);
        for (int left = rows; left > 0; ) {
            int at = random.nextInt(values.length);
            if (values[at] != mark) {
                values[at] = mark;
                left--;
            }
        }
        return rows;
    }

    private static DataProfile profileOf(double[] values) {
        DataProfile profile = new DataProfile();
        readings(values).forEach(profile::add);
        return profile;
    }

    private static List<Reading> readings(double[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(hour -> Reading.of(SENSOR, START.plus(Duration.ofHours(hour)), values[hour]))
                .toList();
    }
}
