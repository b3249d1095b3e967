package io.foreflow.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FreewaySimulationTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final FreewaySimulation SIMULATION = FreewaySimulation.defaults(7, BERLIN);
    private static final List<ReplayedReading> ARRIVALS = arrivals(SIMULATION);

    @Test
    void shouldBeFourSensorsForTwentyWeeks() {
        assertThat(SIMULATION.sensors()).isEqualTo(4);
        assertThat(SIMULATION.steps()).isEqualTo(20 * 7 * 24);
        assertThat(SIMULATION.step()).isEqualTo(Step.HOUR);
        assertThat(SIMULATION.from().atZone(BERLIN)).isEqualTo(ZonedDateTime.of(2025, 1, 6, 0, 0, 0, 0, BERLIN));
    }

    @Test
    void shouldBeTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(ARRIVALS.equals(arrivals(FreewaySimulation.defaults(7, BERLIN))))
                .isTrue();
        assertThat(ARRIVALS.equals(arrivals(FreewaySimulation.defaults(8, BERLIN))))
                .isFalse();
    }

    @Test
    void shouldNotChangeFromReleaseToRelease() {
        // given
        List<ReplayedReading> arrivals = arrivals(FreewaySimulation.defaults(1, ZoneOffset.UTC));

        // then
        assertThat(arrivals.size()).isEqualTo(13_379);
        assertThat(arrivals.get(0))
                .isEqualTo(new ReplayedReading(
                        Instant.parse("2025-01-06T01:00:00Z"),
                        Reading.of(SensorId.of("freeway-1"), Instant.parse("2025-01-06T00:00:00Z"), 763)));
        assertThat(arrivals.get(13_378))
                .isEqualTo(new ReplayedReading(
                        Instant.parse("2025-05-26T02:57:41Z"),
                        Reading.of(SensorId.of("freeway-2"), Instant.parse("2025-05-25T08:00:00Z"), 1_887)));
    }

    @Test
    void shouldArriveInOrderOfArrivalButNotOfMeasurement() {
        List<ReplayedReading> arrivals = ARRIVALS;
        assertThat(arrivals.stream().map(ReplayedReading::at).toList()).isSorted();
        assertThat(arrivals).allSatisfy(arrival -> {
            Duration after = Duration.between(arrival.reading().time(), arrival.at());
            assertThat(after).isBetween(Duration.ofHours(1), Duration.ofHours(26));
        });
    }

    @Test
    void shouldMakeTheDocumentedShareOfEachDisturbance() {
        // given
        List<ReplayedReading> arrivals = ARRIVALS;
        Set<Reading> distinct =
                new HashSet<>(arrivals.stream().map(ReplayedReading::reading).toList());
        double all = 4.0 * SIMULATION.steps();

        // when
        int duplicates = arrivals.size() - distinct.size();
        Set<Reading> late =
                new HashSet<>(arrivals.stream().map(ReplayedReading::reading).toList());
        arrivals.stream()
                .filter(arrival ->
                        !arrival.at().isAfter(arrival.reading().time().plus(Duration.ofHours(1))))
                .forEach(arrival -> late.remove(arrival.reading()));

        // then
        assertThat(1 - distinct.size() / all).as("holes").isCloseTo(0.018, within(0.007));
        assertThat(duplicates / all).as("duplicates").isCloseTo(0.01, within(0.003));
        assertThat(late.size() / all).as("late").isCloseTo(0.01, within(0.003));
        assertThat(arrivals)
                .filteredOn(arrival -> late.contains(arrival.reading()))
                .as("those that are late may be sent twice")
                .hasSizeBetween(late.size(), late.size() + 10);
    }

    @Test
    void shouldHaveShortAndLongHoles() {
        // given
        List<Long> holes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Set<Instant> present = new HashSet<>();
            for (ReplayedReading arrival : ARRIVALS) {
                if (arrival.reading().sensor().equals(SIMULATION.sensor(i))) {
                    present.add(arrival.reading().time());
                }
            }
            long length = 0;
            for (int k = 0; k < SIMULATION.steps(); k++) {
                boolean there = present.contains(Step.HOUR.plus(SIMULATION.from(), k));
                if (there && length > 0) {
                    holes.add(length);
                }
                length = there ? 0 : length + 1;
            }
        }

        // then
        assertThat(holes).filteredOn(length -> length <= 3).hasSizeBetween(25, 70);
        assertThat(holes).filteredOn(length -> length >= 6).hasSizeBetween(2, 20);
    }

    @Test
    void shouldHaveTwoPeaksOnWeekdaysAndAFlatWeekend() {
        // when
        double night = meanFlow(local -> isWeekday(local) && local.getHour() == 3);
        double morning = meanFlow(local -> isWeekday(local) && local.getHour() == 7);
        double noon = meanFlow(local -> isWeekday(local) && local.getHour() == 11);
        double evening = meanFlow(local -> isWeekday(local) && local.getHour() == 17);
        double weekend = meanFlow(local -> !isWeekday(local) && local.getHour() == 7);

        // then
        assertThat(night).isBetween(200.0, 1_500.0);
        assertThat(morning).isGreaterThan(1.3 * noon).isGreaterThan(3 * night).isGreaterThan(2 * weekend);
        assertThat(evening).isGreaterThan(1.3 * noon).isLessThan(12_000);
    }

    @Test
    void shouldHaveWholeFlowsThatAreNeverNegativeAtAnyStep() {
        // given
        FreewaySimulation fine =
                new FreewaySimulation(3, 2, Instant.EPOCH, 14 * 288, Step.of(Duration.ofMinutes(5)), ZoneOffset.UTC);

        // then
        assertThat(arrivals(fine))
                .hasSizeBetween(7_700, 8_200)
                .extracting(arrival -> arrival.reading().value())
                .allSatisfy(flow -> assertThat(flow).isGreaterThanOrEqualTo(0).isEqualTo(Math.rint(flow)));
    }

    @Test
    void shouldHaveIncidents() {
        // given a zone without clock changes, so that a week ago is the same local time
        FreewaySimulation simulation = FreewaySimulation.defaults(7, ZoneOffset.UTC);

        // when
        long far = 0;
        for (int i = 0; i < 4; i++) {
            for (int k = 168; k < simulation.steps(); k++) {
                far += simulation.flow(i, k) < 0.65 * simulation.flow(i, k - 168) ? 1 : 0;
            }
        }

        // then
        assertThat(far / (4.0 * simulation.steps())).isBetween(0.002, 0.01);
    }

    @Test
    void shouldBeASource() throws IOException {
        try (ReadingSource source = SIMULATION.source()) {
            int rows = 0;
            while (source.next() != null) {
                rows++;
            }
            assertThat(rows).isEqualTo(ARRIVALS.size());
            assertThat(source.position()).isEqualTo(source.size());
            assertThat(source.name()).isEqualTo("simulation");
        }
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new FreewaySimulation(1, 0, Instant.EPOCH, 1, Step.HOUR, ZoneOffset.UTC))
                .hasMessageContaining("sensors (0)");
        assertThatThrownBy(() -> new FreewaySimulation(1, 1, Instant.EPOCH, 0, Step.HOUR, ZoneOffset.UTC))
                .hasMessageContaining("steps (0)");
        assertThatThrownBy(
                        () -> new FreewaySimulation(1, 1, Instant.EPOCH.plusSeconds(1), 1, Step.HOUR, ZoneOffset.UTC))
                .hasMessageContaining("from (");
    }

    private static double meanFlow(Predicate<ZonedDateTime> when) {
        double sum = 0;
        int count = 0;
        for (int k = 0; k < SIMULATION.steps(); k++) {
            if (when.test(Step.HOUR.plus(SIMULATION.from(), k).atZone(BERLIN))) {
                sum += SIMULATION.flow(0, k);
                count++;
            }
        }
        return sum / count;
    }

    private static boolean isWeekday(ZonedDateTime local) {
        return local.getDayOfWeek() != DayOfWeek.SATURDAY && local.getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    private static List<ReplayedReading> arrivals(FreewaySimulation simulation) {
        List<ReplayedReading> arrivals = new ArrayList<>();
        simulation.arrivals().forEachRemaining(arrivals::add);
        return arrivals;
    }
}
