package io.foreflow.forecaster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.source.FreewaySimulation;
import io.foreflow.ingest.source.ReplayedReading;
import io.foreflow.ingest.source.Row;
import io.foreflow.models.series.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContinuedTrafficTest {
    private static final FreewaySimulation PAST = FreewaySimulation.defaults(42, ZoneOffset.UTC);
    private static final Instant END = PAST.from().plus(Duration.ofHours(PAST.steps()));

    @Test
    void shouldGoOnWhereTheSimulationEndsWithoutGapOrRepetition() {
        // given
        Set<Reading> replayed = new HashSet<>();
        PAST.arrivals().forEachRemaining(arrival -> replayed.add(arrival.reading()));
        ContinuedTraffic traffic = new ContinuedTraffic(PAST);

        // when
        List<Reading> followed = new ArrayList<>();
        while (traffic.hasNext()) {
            traffic.next().forEach(row -> followed.add(((Row.Valid) row).reading()));
        }

        // then
        assertThat(followed).doesNotContainAnyElementsOf(replayed);
        List<Reading> expected = new ArrayList<>();
        new FreewaySimulation(
                        PAST.seed(), PAST.sensors(), PAST.from(), PAST.steps() + 365 * 24, PAST.step(), PAST.zone())
                .arrivals()
                .forEachRemaining(arrival -> add(expected, arrival));
        assertThat(followed).isEqualTo(expected);
    }

    private static void add(List<Reading> expected, ReplayedReading arrival) {
        if (!arrival.reading().time().isBefore(END)) {
            expected.add(arrival.reading());
        }
    }

    @Test
    void shouldGiveADayAtOnceAndThenAnHourEachTime() {
        // given
        ContinuedTraffic traffic = new ContinuedTraffic(PAST);

        // when
        List<Row> day = traffic.next();
        List<Row> hour = traffic.next();

        // then
        assertThat(day).hasSizeBetween(80, 110);
        assertThat(hour).isNotEmpty().hasSizeLessThanOrEqualTo(8);
        assertThat(((Row.Valid) hour.get(hour.size() - 1)).reading().time()).isEqualTo(END.plus(Duration.ofHours(24)));
    }
}
