package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class WindowerPropertiesTest {
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<String> ZONES =
            List.of("UTC", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata");

    /** Every few days, now and then two in a row. */
    private static final Holidays HOLIDAYS = date -> date.getDayOfMonth() % 11 == 3 || date.getDayOfYear() % 17 == 5;

    @Property(tries = 60)
    void orderOfArrivalWithinTheGraceDoesNotMatter(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int graceHours,
            @ForAll @IntRange(min = WindowerConfig.LEARNT, max = 3) int full) {
        // given
        Random random = new Random(seed);
        WindowerConfig config =
                WindowerConfig.defaults().withReadingsPerBucket(full).withGrace(Duration.ofHours(graceHours));
        List<Reading> inOrder = series(random, 120, Math.max(1, full), 0.15);
        // Each is late by less than the grace.
        record Late(Reading reading, Instant arrival) {}
        List<Reading> disordered = inOrder.stream()
                .map(reading -> new Late(reading, reading.time().plusSeconds(random.nextInt((int)
                        Duration.ofHours(graceHours).toSeconds()))))
                .sorted(Comparator.comparing(Late::arrival))
                .map(Late::reading)
                .toList();

        // when
        SensorRun straight = run(config, inOrder);
        SensorRun mixed = run(config, disordered);

        // then
        assertThat(mixed.closed()).isEqualTo(straight.closed()).isNotEmpty();
        assertThat(mixed.trainingWindows()).isEqualTo(straight.trainingWindows());
    }

    @Property(tries = 40)
    void duplicatesEmitNothingAndChangeNothing(@ForAll long seed) {
        // given
        Random random = new Random(seed);
        List<Reading> readings = series(random, 100, 1, 0.1);
        SensorRun once = new SensorRun(WindowerConfig.defaults());
        SensorRun twice = new SensorRun(WindowerConfig.defaults());

        // when
        for (int i = 0; i < readings.size(); i++) {
            once.apply(arrival(readings.get(i)));
            twice.apply(arrival(readings.get(i)));
            // Not from beyond the revision horizon: what is older than that is not remembered reading by reading.
            Instant now = readings.get(i).time();
            List<Reading> recent = readings.subList(0, i + 1).stream()
                    .filter(reading -> reading.time().isAfter(now.minus(HOUR.multipliedBy(24))))
                    .toList();
            Reading again = recent.get(random.nextInt(recent.size()));
            twice.apply(new Event.Arrival(again, now));
            assertThat(twice.latest()).isEmpty();
        }

        // then
        assertThat(twice.emissions()).isEqualTo(once.emissions());
    }

    @Property(tries = 30)
    void aSeriesWithoutGapsHasAWindowForEachOriginAndATrainingWindowForEachWholeOne(
            @ForAll @IntRange(min = 1, max = 200) int buckets,
            @ForAll @IntRange(min = 1, max = 8) int history,
            @ForAll @IntRange(min = 1, max = 30) int horizon) {
        // given
        WindowShape shape = new WindowShape(WindowShape.DEFAULT.step(), history, horizon);
        WindowerConfig config = WindowerConfig.defaults().withShape(shape);
        SensorRun run = run(config, series(new Random(buckets), buckets, 1, 0));

        // when
        run.move(START.plus(HOUR.multipliedBy(buckets + horizon + config.revisionHorizon() + 1L))
                .toString());

        // then
        assertThat(run.closed()).hasSize(buckets);
        assertThat(run.windows().stream().filter(Window::isComplete)).hasSize(Math.max(0, buckets - history + 1));
        assertThat(run.trainingWindows()).hasSize(Math.max(0, buckets - history - horizon + 1));
    }

    @Property(tries = 40)
    void windowsAreWhatTheDocumentationSaysAcrossGapsAndClockChanges(
            @ForAll long seed, @ForAll @IntRange(max = 4) int zone, @ForAll @IntRange(max = 300) int startDay) {
        // given
        Random random = new Random(seed);
        ZoneId zoneId = ZoneId.of(ZONES.get(zone));
        WindowerConfig config =
                WindowerConfig.defaults().withZone(zoneId).withCalendars((sensor, sensorsZone) -> HOLIDAYS);
        Instant start = START.plus(Duration.ofDays(startDay));
        Map<Instant, Double> present = new HashMap<>();
        Map<Instant, Double> imputed = new HashMap<>();
        SensorRun run = new SensorRun(config);

        // when
        Instant last = start;
        for (int hour = 0; hour < 24 * 45; hour++) {
            boolean missing = random.nextInt(20) == 0;
            if (missing) {
                hour += random.nextInt(6);
                continue;
            }
            last = start.plus(HOUR.multipliedBy(hour));
            double value = random.nextInt(1000);
            present.put(last, value);
            run.read(last, value);
            for (Emission.BucketClosed closed : closedBy(run)) {
                Instant bucket = closed.window().origin().minus(HOUR);
                if (!present.containsKey(bucket)) {
                    imputed.put(
                            bucket, closed.window().history().at(config.shape().history() - 1));
                }
            }
        }

        // then
        Map<Instant, Double> known = Map.copyOf(present);
        Window newest = run.lastWindow();
        assertClose(
                newest,
                new NaiveWindows(SensorRun.SENSOR, config.shape(), zoneId, HOLIDAYS, known, imputed)
                        .at(newest.origin(), 0));
    }

    @Property(tries = 20)
    void nothingAfterAnOriginReachesItsWindow(@ForAll long seed, @ForAll @IntRange(max = 4) int zone) {
        // given
        Random random = new Random(seed);
        WindowerConfig config = WindowerConfig.defaults()
                .withZone(ZoneId.of(ZONES.get(zone)))
                .withCalendars((sensor, sensorsZone) -> HOLIDAYS);
        List<Reading> known = series(random, 24 * 20, 1, 0.05);
        List<Reading> later = series(random, 24 * 4, 1, 0).stream()
                .map(reading ->
                        Reading.of(reading.sensor(), reading.time().plus(Duration.ofDays(20)), random.nextInt(1000)))
                .toList();
        SensorRun run = new SensorRun(config);

        // when
        known.forEach(reading -> run.apply(arrival(reading)));
        Window before = run.lastWindow();
        later.forEach(reading -> run.apply(arrival(reading)));

        // then
        assertThat(run.trainingWindows().stream().map(TrainingWindow::window).filter(window -> window.origin()
                        .equals(before.origin())))
                .containsExactly(before);
    }

    @Property(tries = 30)
    void aRestoreAtAnyPointChangesNothing(@ForAll long seed) {
        // given
        Random random = new Random(seed);
        List<Reading> readings = new ArrayList<>(series(random, 150, 2, 0.2));
        Collections.swap(readings, readings.size() / 2, readings.size() / 2 + 7);
        WindowerConfig config = WindowerConfig.defaults().withReadingsPerBucket(2);
        SensorRun straight = new SensorRun(config);
        SensorRun interrupted = new SensorRun(config);

        // when
        for (Reading reading : readings) {
            straight.apply(arrival(reading));
            if (random.nextInt(3) == 0) {
                interrupted.restore();
            }
            interrupted.apply(arrival(reading));
        }

        // then
        assertThat(interrupted.emissions()).isEqualTo(straight.emissions());
        assertThat(interrupted.state()).isEqualTo(straight.state());
    }

    @Property(tries = 30)
    void theSameEventOnTheSameStateGivesTheSame(@ForAll long seed) {
        // given
        SensorRun run = run(WindowerConfig.defaults(), series(new Random(seed), 60, 1, 0.2));
        Event next = arrival(Reading.of(SensorRun.SENSOR, START.plus(HOUR.multipliedBy(62)), 5));

        // when
        Transition one = run.windower().apply(run.state(), next);
        Transition other = run.windower().apply(run.state(), next);

        // then
        assertThat(other).isEqualTo(one);
    }

    private static List<Emission.BucketClosed> closedBy(SensorRun run) {
        return run.latest().stream()
                .filter(Emission.BucketClosed.class::isInstance)
                .map(Emission.BucketClosed.class::cast)
                .toList();
    }

    private static void assertClose(Window actual, Window expected) {
        assertClose(actual.history(), expected.history());
        assertClose(actual.usualPast(), expected.usualPast());
        assertClose(actual.yesterday(), expected.yesterday());
        assertClose(actual.lastWeek(), expected.lastWeek());
        assertClose(actual.usual(), expected.usual());
        assertThat(actual.usualCounts()).isEqualTo(expected.usualCounts());
        assertClose(actual.alike(), expected.alike());
        assertClose(actual.alikePast(), expected.alikePast());
        assertThat(actual.holidays()).isEqualTo(expected.holidays());
        assertThat(actual.imputed()).isEqualTo(expected.imputed());
        assertClose(Values.of(actual.level(), actual.scale()), Values.of(expected.level(), expected.scale()));
        assertClose(
                Values.of(
                        actual.baselines().yesterday(),
                        actual.baselines().lastWeek(),
                        actual.baselines().usual()),
                Values.of(
                        expected.baselines().yesterday(),
                        expected.baselines().lastWeek(),
                        expected.baselines().usual()));
    }

    private static void assertClose(Values actual, Values expected) {
        assertThat(actual.length()).isEqualTo(expected.length());
        for (int i = 0; i < actual.length(); i++) {
            if (expected.isMissing(i)) {
                assertThat(actual.isMissing(i)).isTrue();
            } else {
                assertThat(actual.at(i))
                        .isCloseTo(expected.at(i), within(1e-9 * Math.max(1, Math.abs(expected.at(i)))));
            }
        }
    }

    /** Hourly buckets of {@code perBucket} readings each; a share of the buckets is empty, never the first or the last. */
    private static List<Reading> series(Random random, int buckets, int perBucket, double emptyShare) {
        List<Reading> readings = new ArrayList<>();
        for (int bucket = 0; bucket < buckets; bucket++) {
            boolean inside = bucket > 0 && bucket < buckets - 1;
            if (inside && random.nextDouble() < emptyShare) {
                continue;
            }
            for (int i = 0; i < perBucket; i++) {
                Instant time = START.plus(HOUR.multipliedBy(bucket))
                        .plus(HOUR.dividedBy(perBucket).multipliedBy(i));
                readings.add(Reading.of(SensorRun.SENSOR, time, random.nextInt(1000)));
            }
        }
        return readings;
    }

    private static SensorRun run(WindowerConfig config, List<Reading> readings) {
        SensorRun run = new SensorRun(config);
        readings.forEach(reading -> run.apply(arrival(reading)));
        // The end of time, for every order of arrival the same.
        Instant end =
                readings.stream().map(Reading::time).max(Instant::compareTo).orElseThrow();
        return run.move(end.plus(config.grace()).plus(HOUR).toString());
    }

    private static Event arrival(Reading reading) {
        return new Event.Arrival(reading, START.plus(Duration.ofDays(1000)));
    }
}
