package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.VisibleText;
import io.foreflow.models.series.WindowShape;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.text.Normalizer;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Configures how readings become windows.
 *
 * @param shape step, history and horizon
 * @param zone time zone for "the same time yesterday", for sensors that {@code zones} does not name; every name of UTC
 *     becomes {@code UTC}
 * @param zones zone by sensor
 * @param calendars the holidays of each sensor
 * @param grace how long after its end a bucket waits for readings that come out of order, by the sensor's own time; 0
 *     or more
 * @param maxGap the longest gap, in steps, that is imputed; 0 imputes nothing
 * @param aggregate function that turns several readings of a bucket into its value
 * @param readingsPerBucket number of readings that fill a bucket, so that it closes at once. 0: buckets wait for their
 *     end. {@link #LEARNT}: as many as the sensor's latest buckets usually hold, see
 *     {@link RawReadings#usualSizeBefore}; it needs a revision horizon that is at least
 *     {@value RawReadings#LEAST_LEARNT} steps longer than the grace
 * @param maxAhead how far the time of a reading may lie after its arrival; 0 or more
 * @param liveLag a sensor is live while the reading that last advanced its time arrived at most this many steps after
 *     it; the wall clock acts only on live sensors
 * @param revisionHorizon number of steps for which a late reading may revise the newest window, and for which training
 *     windows wait for late readings
 * @param staleAfter number of steps without an arrival after which a live sensor gets its last, stale emission
 * @param retireAfter time without an arrival after which a sensor's state is dropped
 * @param maxReadingsPerBucket more readings than that in one bucket are rejected
 * @param maxAbsoluteValue readings and covariates further from 0 are rejected; more than 0 and at most
 *     {@value #GREATEST_ABSOLUTE_VALUE}, so that sums, squares and ratios of accepted numbers stay finite
 * @param covariates names of the covariates that windows contain, ascending; others are ignored
 * @param neighbours the sensors whose values are covariates of other sensors
 * @param covariatesAhead how far an announcement may lie after the sensor's time; 0 or more
 * @param memoryDays how many days before its origin a window looks back; at least {@value #MIN_MEMORY_DAYS}: four weeks
 *     before each of the seven days over which baselines are scored, and a clock change
 */
@RecordBuilder
public record WindowerConfig(
        WindowShape shape,
        ZoneId zone,
        Map<SensorId, ZoneId> zones,
        Calendars calendars,
        Duration grace,
        int maxGap,
        Aggregate aggregate,
        int readingsPerBucket,
        Duration maxAhead,
        int liveLag,
        int revisionHorizon,
        int staleAfter,
        Duration retireAfter,
        int maxReadingsPerBucket,
        double maxAbsoluteValue,
        List<String> covariates,
        Neighbours neighbours,
        Duration covariatesAhead,
        int memoryDays)
        implements WindowerConfigBuilder.With {
    /** The largest {@link #maxAbsoluteValue} that can be configured. */
    public static final double GREATEST_ABSOLUTE_VALUE = 1e100;

    /** A value of {@link #readingsPerBucket}: the number is learnt from each sensor. */
    public static final int LEARNT = -1;

    public static final int MIN_MEMORY_DAYS = 36;
    public static final int MAX_MEMORY_DAYS = 3_660;
    private static final int MAX_COVARIATES = 64;
    private static final Duration MAX_COVARIATES_AHEAD = Duration.ofDays(90);
    private static final Pattern COVARIATE = Pattern.compile("[\\p{L}\\p{N}._/:-]{1,100}");
    private static final ZoneId UTC = ZoneId.of("UTC");

    public WindowerConfig {
        requireNonNull(shape, "shape");
        requireNonNull(zone, "zone");
        requireNonNull(calendars, "calendars");
        requireNonNull(neighbours, "neighbours");
        requireNonNull(aggregate, "aggregate");
        requireNonNull(grace, "grace");
        requireNonNull(maxAhead, "maxAhead");
        requireNonNull(retireAfter, "retireAfter");
        zone = named(zone);
        zones = zones.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> named(entry.getValue())));
        covariates = covariates.stream()
                .map(name -> Normalizer.normalize(name, Normalizer.Form.NFC))
                .sorted()
                .distinct()
                .toList();
        List<String> problems = new ArrayList<>();
        require(problems, !grace.isNegative(), "grace", grace, "0 or more");
        require(problems, maxGap >= 0, "maxGap", maxGap, "0 or more steps");
        require(
                problems,
                readingsPerBucket >= LEARNT,
                "readingsPerBucket",
                readingsPerBucket,
                "1 or more, 0 to wait for the end of each bucket, or auto");
        require(problems, !maxAhead.isNegative(), "maxAhead", maxAhead, "0 or more");
        require(problems, liveLag >= 1, "liveLag", liveLag, "at least 1 step");
        require(problems, revisionHorizon >= 0, "revisionHorizon", revisionHorizon, "0 or more steps");
        require(problems, staleAfter >= 1, "staleAfter", staleAfter, "at least 1 step");
        require(
                problems,
                retireAfter.compareTo(shape.step().duration().multipliedBy(Math.max(staleAfter, 1))) > 0,
                "retireAfter",
                retireAfter,
                "longer than window.staleAfter (" + staleAfter + " steps)");
        require(
                problems,
                maxReadingsPerBucket >= Math.max(readingsPerBucket, 1),
                "maxReadingsPerBucket",
                maxReadingsPerBucket,
                "at least 1 and not below window.readingsPerBucket (" + readingsPerBucket + ")");
        require(
                problems,
                maxAbsoluteValue > 0 && maxAbsoluteValue <= GREATEST_ABSOLUTE_VALUE,
                "maxAbsoluteValue",
                maxAbsoluteValue,
                "more than 0 and at most " + GREATEST_ABSOLUTE_VALUE);
        require(
                problems,
                covariates.size() <= MAX_COVARIATES,
                "covariates",
                covariates.size() + " names",
                "at most " + MAX_COVARIATES + " names");
        for (String name : covariates) {
            require(
                    problems,
                    !neighbours.hasNamed(name),
                    "covariates",
                    name,
                    "no neighbour's name (window.neighbours)");
        }
        covariates.forEach(name -> require(
                problems,
                COVARIATE.matcher(name).matches() && name.codePoints().allMatch(VisibleText::isVisible),
                "covariates",
                name,
                "names of letters, digits and . _ - / :"));
        require(
                problems,
                !covariatesAhead.isNegative() && covariatesAhead.compareTo(MAX_COVARIATES_AHEAD) <= 0,
                "covariatesAhead",
                covariatesAhead,
                "from 0 to " + MAX_COVARIATES_AHEAD.toDays() + " days");
        require(problems, memoryDays >= MIN_MEMORY_DAYS, "memoryDays", memoryDays, "at least " + MIN_MEMORY_DAYS);
        require(problems, memoryDays <= MAX_MEMORY_DAYS, "memoryDays", memoryDays, "at most " + MAX_MEMORY_DAYS);
        long memorySteps = (long) memoryDays * shape.step().perDay();
        String rule = "at most as long as the memory (" + memorySteps + " steps)";
        require(problems, shape.history() <= memorySteps, "history", shape.history(), rule);
        require(problems, shape.horizon() <= memorySteps, "horizon", shape.horizon(), rule);
        require(problems, maxGap <= memorySteps, "maxGap", maxGap, rule);
        require(problems, revisionHorizon <= memorySteps, "revisionHorizon", revisionHorizon, rule);
        require(
                problems,
                grace.compareTo(Duration.ofDays(MAX_MEMORY_DAYS)) <= 0,
                "grace",
                grace,
                "at most " + MAX_MEMORY_DAYS + " days");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    private static void require(List<String> problems, boolean holds, String name, Object value, String rule) {
        if (!holds) {
            problems.add("window." + name + " (" + VisibleText.shown(String.valueOf(value)) + ") must be " + rule);
        }
    }

    /** Returns one name for UTC, which has many, so that the zones of windows and models compare equal. */
    private static ZoneId named(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC) ? UTC : zone;
    }

    /** Returns the defaults: hourly steps, six hours of history, a day of horizon, UTC, no holidays. */
    public static WindowerConfig defaults() {
        return defaults(Step.HOUR);
    }

    /** Returns the defaults for a step, see {@link StepDefaults}. */
    public static WindowerConfig defaults(Step step) {
        StepDefaults lengths = StepDefaults.of(step);
        return WindowerConfigBuilder.builder()
                .shape(lengths.shape(step))
                .zone(UTC)
                .zones(Map.of())
                .calendars(Calendars.NONE)
                .grace(Duration.ZERO)
                .maxGap(lengths.maxGap())
                .aggregate(Aggregate.MEAN)
                .readingsPerBucket(LEARNT)
                .maxAhead(Duration.ofMinutes(5))
                .liveLag(2)
                .revisionHorizon(lengths.revisionHorizon())
                .staleAfter(lengths.staleAfter())
                .retireAfter(Duration.ofDays(30))
                .maxReadingsPerBucket(4_000)
                .maxAbsoluteValue(1e30)
                .covariates(List.of())
                .neighbours(Neighbours.NONE)
                .covariatesAhead(Duration.ofDays(15))
                .memoryDays(42)
                .build();
    }

    public ZoneId zoneOf(SensorId sensor) {
        return zones.getOrDefault(sensor, zone);
    }

    /** Returns the bucket grid of a sensor. */
    public BucketGrid gridOf(SensorId sensor) {
        return BucketGrid.of(shape.step(), zoneOf(sensor));
    }

    /** Returns the names of all covariates of a sensor's windows, its neighbours included, ascending. */
    public List<String> covariatesOf(SensorId sensor) {
        List<String> others = neighbours.namesOf(sensor);
        return others.isEmpty()
                ? covariates
                : Stream.concat(covariates.stream(), others.stream()).sorted().toList();
    }
}
