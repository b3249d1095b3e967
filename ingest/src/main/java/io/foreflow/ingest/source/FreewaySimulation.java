package io.foreflow.ingest.source;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Simulated traffic of a freeway: the readings of its sensors in the order of their arrival, which differs from the
 * order of measurement. The same settings always give the same readings. Each value is the flow during one step, in
 * vehicles an hour, a whole number of at least 0.
 *
 * <p>On weekdays there are a morning and an evening peak, about 4,000 to 8,000 vehicles an hour by sensor; weekends are
 * flat with one broad hump. Added to that are a drift of ±5 % over weeks, ±4 % from day to day and 4 % of noise.
 *
 * <p>Disturbances, for each sensor, on average:
 *
 * <ul>
 * <li>incidents: on 4 % of the days, 2 to 5 hours with 40 to 70 % less flow
 * <li>short holes: on 8 % of the days 1 to 3 steps without a reading (at hourly steps about 0.7 % of all)
 * <li>long holes: on 1.5 % of the days 6 to 30 hours without a reading (about 1.1 % of all)
 * <li>late: 1 % of the readings arrive up to 24 hours late
 * <li>duplicates: 1 % of the readings arrive a second time, within the hour
 * </ul>
 *
 * @param seed of all random numbers
 * @param sensors number of sensors, at least 1
 * @param from start of the first step, the start of a bucket
 * @param steps number of steps, at least 1
 * @param step width of a bucket
 * @param zone time zone of the daily pattern
 */
public record FreewaySimulation(long seed, int sensors, Instant from, int steps, Step step, ZoneId zone) {
    private static final int DEFAULT_SENSORS = 4;
    private static final int DEFAULT_DAYS = 140;
    private static final Instant DEFAULT_FROM = Instant.parse("2025-01-06T00:00:00Z");

    private static final double INCIDENT_DAYS = 0.04;
    private static final double SHORT_HOLE_DAYS = 0.08;
    private static final double LONG_HOLE_DAYS = 0.015;
    private static final double LATE = 0.01;
    private static final double DUPLICATES = 0.01;
    private static final int LONGEST_INCIDENT_HOURS = 5;
    private static final int LONGEST_HOLE_HOURS = 30;
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final long HOUR_SECONDS = Duration.ofHours(1).toSeconds();

    public FreewaySimulation {
        if (sensors < 1) {
            throw new IllegalArgumentException("sensors (" + sensors + ") must be at least 1");
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps (" + steps + ") must be at least 1");
        }
        if (!BucketGrid.of(step, zone).floor(from).equals(from)) {
            throw new IllegalArgumentException("from (" + from + ") must be the start of a step of " + step);
        }
    }

    /** Simulates four sensors, hourly, for twenty weeks from a Monday on. */
    public static FreewaySimulation defaults(long seed, ZoneId zone) {
        Instant monday = DEFAULT_FROM
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .atStartOfDay(zone)
                .toInstant();
        return new FreewaySimulation(
                seed,
                DEFAULT_SENSORS,
                BucketGrid.of(Step.HOUR, zone).floor(monday),
                DEFAULT_DAYS * Step.HOUR.perDay(),
                Step.HOUR,
                zone);
    }

    private BucketGrid grid() {
        return BucketGrid.of(step, zone);
    }

    /** Returns the id of the i-th sensor, i from 0. */
    public SensorId sensor(int i) {
        return SensorId.of("freeway-" + (i + 1));
    }

    /**
     * Returns all readings by time of arrival; equal times by time of reading, then by sensor. Holds about a day of
     * them at once.
     */
    public Iterator<ReplayedReading> arrivals() {
        return new Arrivals();
    }

    /** Returns the same readings as a source for publishing; its position and size are steps. */
    public ReadingSource source() {
        return new SimulatedSource(new Arrivals());
    }

    /** Returns the flow of sensor {@code i} during a step, in vehicles an hour, regardless of holes. */
    double flow(int i, int index) {
        Noise noise = new Noise(seed);
        Instant time = grid().plus(from, index);
        ZonedDateTime middle = time.plusSeconds(step.seconds() / 2).atZone(zone);
        long day = Math.floorDiv(time.getEpochSecond(), DAY_SECONDS);
        double capacity = 4_000 + 4_000 * noise.uniform(i, Noise.NoiseKind.CAPACITY, 0);
        double phase = noise.uniform(i, Noise.NoiseKind.DRIFT, 0);
        double drift = 1 + 0.05 * StrictMath.sin(2 * StrictMath.PI * (day / 60.0 + phase));
        double ofDay = 1 + 0.04 * noise.normal(i, Noise.NoiseKind.DAY, day);
        double ofStep = 1 + 0.04 * noise.normal(i, Noise.NoiseKind.STEP, index);
        double flow = capacity * shape(noise, i, middle) * drift * ofDay * ofStep * (1 - incidentLoss(noise, i, time));
        return StrictMath.max(0, StrictMath.rint(flow));
    }

    /** Returns the share of the capacity in use, 0 to about 1. */
    private static double shape(Noise noise, int i, ZonedDateTime local) {
        double hour = local.getHour() + local.getMinute() / 60.0;
        double shift = noise.uniform(i, Noise.NoiseKind.PEAK_HOUR, 0) - 0.5;
        boolean weekend = local.getDayOfWeek() == DayOfWeek.SATURDAY || local.getDayOfWeek() == DayOfWeek.SUNDAY;
        if (weekend) {
            double level = local.getDayOfWeek() == DayOfWeek.SATURDAY ? 0.55 : 0.45;
            return 0.12 + level * bump(hour, 14.5, 4.2);
        }
        return 0.10
                + 0.62 * bump(hour, 7.8 + shift, 1.3)
                + 0.40 * bump(hour, 12.5, 3.2)
                + 0.70 * bump(hour, 17.2 + shift, 1.7);
    }

    /**
     * Returns a bell curve over the hours of the day, 1 at its centre. The day wraps around: the night before and the
     * night after are the same.
     */
    private static double bump(double hour, double centre, double width) {
        double distance = StrictMath.abs(hour - centre);
        double around = StrictMath.min(distance, 24 - distance) / width;
        return StrictMath.exp(-0.5 * around * around);
    }

    /** Returns the share of the flow that an incident takes away, 0 if there is none. */
    private double incidentLoss(Noise noise, int i, Instant time) {
        long second = time.getEpochSecond();
        long today = Math.floorDiv(second, DAY_SECONDS);
        for (long day = today - daysBack(LONGEST_INCIDENT_HOURS); day <= today; day++) {
            if (noise.uniform(i, Noise.NoiseKind.INCIDENT, day) < INCIDENT_DAYS) {
                long start =
                        day * DAY_SECONDS + HOUR_SECONDS * noise.integer(i, Noise.NoiseKind.INCIDENT_START, day, 0, 23);
                int hours = noise.integer(i, Noise.NoiseKind.INCIDENT_HOURS, day, 2, LONGEST_INCIDENT_HOURS);
                if (second >= start && second < start + hours * HOUR_SECONDS) {
                    return 0.4 + 0.3 * noise.uniform(i, Noise.NoiseKind.INCIDENT_LOSS, day);
                }
            }
        }
        return 0;
    }

    private boolean isHole(Noise noise, int i, Instant time) {
        long second = time.getEpochSecond();
        long today = Math.floorDiv(second, DAY_SECONDS);
        for (long day = today - daysBack(LONGEST_HOLE_HOURS); day <= today; day++) {
            long start = day * DAY_SECONDS;
            double drawn = noise.uniform(i, Noise.NoiseKind.SHORT_HOLE, day) / SHORT_HOLE_DAYS;
            if (drawn < 1) {
                int steps = noise.integer(i, Noise.NoiseKind.SHORT_HOLE_STEPS, day, 1, 3);
                long first = start + ((long) (drawn * step.perDay())) * step.seconds();
                if (second >= first && second < first + steps * step.seconds()) {
                    return true;
                }
            }
            double drawnLong = noise.uniform(i, Noise.NoiseKind.LONG_HOLE, day) / LONG_HOLE_DAYS;
            if (drawnLong < 1) {
                int hours = noise.integer(i, Noise.NoiseKind.LONG_HOLE_HOURS, day, 6, LONGEST_HOLE_HOURS);
                long first = start + ((long) (drawnLong * 24)) * HOUR_SECONDS;
                if (second >= first && second < first + hours * HOUR_SECONDS) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the largest number of days ago on which something that lasts this long may have begun. */
    private static int daysBack(int hours) {
        return (hours + 23) / 24;
    }

    private final class Arrivals implements Iterator<ReplayedReading> {
        private final Noise noise = new Noise(seed);
        private final PriorityQueue<ReplayedReading> waiting =
                new PriorityQueue<>(Comparator.comparing(ReplayedReading::at)
                        .thenComparing(arrival -> arrival.reading().time())
                        .thenComparing(arrival -> arrival.reading().sensor()));
        private int measured;

        @Override
        public boolean hasNext() {
            measureUntilCertain();
            return !waiting.isEmpty();
        }

        @Override
        public ReplayedReading next() {
            measureUntilCertain();
            ReplayedReading next = waiting.poll();
            if (next == null) {
                throw new NoSuchElementException();
            }
            return next;
        }

        /**
         * Simulates steps until the next arrival is certain. Later measurements arrive later, so the earliest waiting
         * reading is the next.
         */
        private void measureUntilCertain() {
            while (measured < steps
                    && (waiting.isEmpty() || !waiting.element().at().isBefore(grid().plus(from, measured + 1L)))) {
                IntStream.range(0, sensors).forEach(i -> measure(i, measured));
                measured++;
            }
        }

        private void measure(int i, int index) {
            Instant time = grid().plus(from, index);
            if (isHole(noise, i, time)) {
                return;
            }
            Reading reading = Reading.of(sensor(i), time, flow(i, index));
            Instant due = grid().plus(time, 1);
            boolean late = noise.uniform(i, Noise.NoiseKind.LATE, index) < LATE;
            Instant at = late
                    ? due.plusSeconds(noise.integer(i, Noise.NoiseKind.LATENESS, index, 1, (int) DAY_SECONDS - 1))
                    : due;
            waiting.add(new ReplayedReading(at, reading));
            if (noise.uniform(i, Noise.NoiseKind.DUPLICATE, index) < DUPLICATES) {
                int delay = noise.integer(i, Noise.NoiseKind.DUPLICATE_DELAY, index, 1, (int) HOUR_SECONDS);
                waiting.add(new ReplayedReading(at.plusSeconds(delay), reading));
            }
        }
    }

    private final class SimulatedSource implements ReadingSource {
        private final Arrivals arrivals;

        SimulatedSource(Arrivals arrivals) {
            this.arrivals = arrivals;
        }

        @Override
        public String name() {
            return "simulation";
        }

        @Override
        public @Nullable Row next() {
            return arrivals.hasNext() ? new Row.Valid(arrivals.next().reading()) : null;
        }

        @Override
        public long position() {
            return arrivals.measured;
        }

        @Override
        public long size() {
            return steps;
        }

        @Override
        public void close() {}
    }
}
