package io.foreflow.windowing.core;

import static io.foreflow.windowing.core.SensorProgress.NONE;
import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.TimestampText;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Event.Arrival;
import io.foreflow.windowing.core.Event.Tick;
import io.foreflow.windowing.core.Transition.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the readings of one sensor into windows. It is a pure function of state and event; live serving, backfill and
 * training use the same one. Immutable and safe for any number of threads.
 *
 * <p><b>Time.</b> Each sensor has its own time, its greatest accepted reading time. {@link BucketGrid} numbers its
 * buckets. A bucket closes when the sensor's time reaches its end plus the grace, or at once when it is full. A full
 * bucket waits for earlier open ones until their grace has passed, so that buckets close in order. Unless configured,
 * the number of readings that fills a bucket is learnt from the sensor's latest buckets.
 *
 * <p><b>Gaps.</b> Empty buckets between two that hold readings are imputed when they are at most {@code maxGap}: with
 * {@code usual} as of the gap's start, else with the last value. The buckets of a longer gap never close. Empty buckets
 * with nothing after them stay open.
 *
 * <p><b>The sensor's time and the wall clock.</b> A sensor is as far behind the wall clock as its latest reading was
 * when it arrived. Buckets that the sensor's time has closed are in the memory and decide training windows. Buckets
 * that idle ticks close ahead of it are never written there: a tick moves only {@link SensorProgress#newestOrigin()},
 * and the windows of such buckets are computed from the open readings. So training windows do not depend on the times
 * of ticks.
 *
 * <p><b>Covariates.</b> Covariates of a reading with a value are known from the end of its bucket on, as the value is.
 * An announcement has no value and may carry any time. Its covariates are known from the first window after the
 * sensor's time at arrival. It moves no time and closes no bucket. An origin uses the latest report that it may know.
 * No report reaches an earlier origin.
 */
public final class Windower {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final WindowerConfig config;
    private final Set<WindowKind> kinds;
    private final WindowMaker maker;
    private final int chunkLength;
    private final long graceNanos;
    /** Time for which the readings of a bucket that is filled very late are kept. */
    private final long revisableNanos;

    /** Number of steps before an open bucket whose readings are all still kept. */
    private final long learntSteps;

    private final Duration liveLag;

    /** Creates a windower that makes windows of both kinds. */
    public Windower(WindowerConfig config) {
        this(config, EnumSet.allOf(WindowKind.class));
    }

    /** @param kinds the windows to make; states do not depend on them */
    public Windower(WindowerConfig config, Set<WindowKind> kinds) {
        this.config = requireNonNull(config, "config");
        this.kinds = Set.copyOf(kinds);
        this.maker = new WindowMaker(config);
        this.chunkLength = maker.chunkLength();
        this.graceNanos = config.grace().toNanos();
        this.revisableNanos = Math.max(
                config.shape()
                        .step()
                        .duration()
                        .multipliedBy(config.revisionHorizon())
                        .toNanos(),
                graceNanos);
        this.learntSteps = Math.min(RawReadings.MOST_LEARNT, config.revisionHorizon() - graceSteps(config));
        this.liveLag = config.shape().step().duration().multipliedBy(config.liveLag());
    }

    /** Returns a number of steps that covers the grace, also across changes of the clock. */
    private static long graceSteps(WindowerConfig config) {
        return config.grace().isZero()
                ? 0
                : config.grace().dividedBy(config.shape().step().duration()) + 2;
    }

    public WindowerConfig config() {
        return config;
    }

    /**
     * Applies {@code event} to the sensor's state.
     *
     * @throws IllegalArgumentException if the reading belongs to another sensor
     */
    public Transition apply(SensorState state, Event event) {
        if (event instanceof Arrival arrival) {
            return arrive(state, arrival);
        }
        return tick(state, ((Tick) event).now());
    }

    /**
     * Returns the wall-clock time of the next tick that has something to do if no reading comes; empty if there is
     * none.
     */
    public Optional<Instant> nextDue(SensorState state) {
        SensorProgress head = state.head();
        if (head == null) {
            return Optional.empty();
        }
        Instant due = head.lastHeard().plus(config.retireAfter());
        if (feelsTheClock(head)) {
            due = earlier(due, staleAt(head));
            Closing closing = nextTicked(state, head);
            if (closing != null) {
                due = earlier(due, instantOf(closing.due()).plus(head.lag()));
            }
        }
        return Optional.of(due);
    }

    /**
     * Computes a window that was emitted before, from the present state. It is the same unless late readings have
     * changed the sensor's past since.
     *
     * @param state state that is not empty
     * @param origin origin of the window, the start of a bucket
     */
    public Window windowAt(SensorState state, Instant origin, int revision) {
        SensorProgress head = requireNonNull(state.head(), "a sensor without readings has no window");
        long bucket = maker.grid(state.sensor()).indexOf(origin);
        Memory known = ahead(state.sensor(), state.slots(), state.rawReadings(), head.emitted(bucket, revision));
        return maker.window(state.sensor(), known, state.reports(), bucket, revision);
    }

    private static long bucketOf(BucketGrid grid, long nanos) {
        return grid.indexOf(Math.floorDiv(nanos, NANOS_PER_SECOND));
    }

    private boolean makesLive() {
        return kinds.contains(WindowKind.LIVE);
    }

    private Transition arrive(SensorState state, Arrival arrival) {
        Reading reading = arrival.reading();
        Instant arrivedAt = arrival.arrivedAt();
        if (!reading.sensor().equals(state.sensor())) {
            throw new IllegalArgumentException(
                    "a reading of " + reading.sensor() + " does not belong to the state of " + state.sensor());
        }
        Instant time = reading.time();
        if (time.isBefore(TimestampText.EARLIEST) || !time.isBefore(TimestampText.LATEST)) {
            return rejected(state, RejectReason.BAD_TIME, "the time " + time + " must be from the year 1900 to 2199");
        }
        Optional<String> outOfRange = outOfRange(reading);
        if (outOfRange.isPresent()) {
            return rejected(
                    state,
                    RejectReason.OUT_OF_RANGE,
                    outOfRange.get() + " is further from 0 than " + config.maxAbsoluteValue()
                            + " (window.maxAbsoluteValue)");
        }
        if (reading.isAnnouncement()) {
            return announce(state, reading);
        }
        if (time.isAfter(arrivedAt.plus(config.maxAhead()))) {
            return rejected(
                    state,
                    RejectReason.FUTURE,
                    "the time " + time + " is more than " + config.maxAhead() + " past its arrival at " + arrivedAt);
        }
        Double value = reading.value();
        return value == null ? moveTime(state, arrival) : accept(state, arrival, value);
    }

    /** Describes the first number of the reading that is out of range, for people; empty if there is none. */
    private Optional<String> outOfRange(Reading reading) {
        Double value = reading.value();
        if (value != null && !isInRange(value)) {
            return Optional.of("the value " + value);
        }
        return reading.covariates().entrySet().stream()
                .filter(covariate -> !isInRange(covariate.getValue()))
                .map(covariate -> "the covariate " + covariate.getKey() + " (" + covariate.getValue() + ")")
                .findFirst();
    }

    private boolean isInRange(double number) {
        return Math.abs(number) <= config.maxAbsoluteValue();
    }

    /** Stores the covariates of a reading without a value. The sensor's time does not move. */
    @SuppressWarnings("ReferenceEquality") // reports that add nothing stay the same object
    private Transition announce(SensorState state, Reading reading) {
        SensorProgress head = state.head();
        Instant time = reading.time();
        if (Collections.disjoint(reading.covariates().keySet(), config.covariatesOf(reading.sensor()))) {
            return new Transition(state, List.of(), Effect.DUPLICATE);
        }
        if (head == null) {
            return rejected(
                    state,
                    RejectReason.TOO_EARLY,
                    "covariates of " + time + " came before the sensor's first reading; send them after it");
        }
        if (time.isAfter(head.time().plus(config.covariatesAhead()))) {
            return rejected(
                    state,
                    RejectReason.FUTURE,
                    "the time " + time + " is more than " + config.covariatesAhead() + " past the sensor's time "
                            + head.time());
        }
        BucketGrid grid = maker.grid(state.sensor());
        long bucket = bucketOf(grid, nanosOf(time));
        if (bucket < firstCovariate(head)) {
            return rejected(
                    state,
                    RejectReason.TOO_LATE,
                    "the time " + time + " is too far behind the sensor's time " + head.time() + " to change anything");
        }
        long knownFrom = Math.max(head.nextClose(), bucketOf(grid, nanosOf(head.time()))) + 1;
        CovariateMemory reports = reported(state, head, bucket, reading, knownFrom);
        return reports == state.reports()
                ? new Transition(state, List.of(), Effect.DUPLICATE)
                : new Transition(state.withReports(reports), List.of(), Effect.ANNOUNCED);
    }

    /** Returns the state's covariates together with those of the reading that are configured. */
    private CovariateMemory reported(
            SensorState state, @Nullable SensorProgress head, long bucket, Reading reading, long knownFrom) {
        if (reading.covariates().isEmpty()) {
            return state.reports();
        }
        Map<String, Double> wanted = new TreeMap<>(reading.covariates());
        wanted.keySet().retainAll(config.covariatesOf(reading.sensor()));
        long oldest = head == null ? NONE : head.nextTraining();
        return wanted.isEmpty() || (head != null && bucket < firstCovariate(head))
                ? state.reports()
                : state.reports().with(bucket, wanted, knownFrom, oldest);
    }

    /** Returns the first bucket whose covariates a window may still use. */
    private long firstCovariate(SensorProgress head) {
        return head.nextTraining() == NONE
                ? NONE
                : head.nextTraining() - config.shape().step().perDay();
    }

    private Transition moveTime(SensorState state, Arrival arrival) {
        SensorProgress head = state.head();
        if (head != null && !arrival.reading().time().isAfter(head.time())) {
            return new Transition(state, List.of(), Effect.DUPLICATE);
        }
        ReadingUpdate progress = new ReadingUpdate(state, headAt(head, arrival));
        progress.close(false);
        return progress.finish(Effect.TIME_MOVED);
    }

    @SuppressWarnings("ReferenceEquality") // reports that add nothing stay the same object
    private Transition accept(SensorState state, Arrival arrival, double value) {
        Reading reading = arrival.reading();
        Instant time = reading.time();
        SensorProgress head = state.head();
        long nanos = nanosOf(time);
        BucketGrid grid = maker.grid(state.sensor());
        long bucket = bucketOf(grid, nanos);
        boolean closed = head != null && bucket < head.nextClose();
        boolean old = head != null && nanosOf(head.time()) >= revisableUntil(grid, bucket);
        RawBucket before = state.rawReadings().get(bucket);
        if (closed && head != null && isTooLate(state, head, bucket, old, before)) {
            return rejected(
                    state,
                    RejectReason.TOO_LATE,
                    "the time " + time + " is too far behind the sensor's time " + head.time() + " to change anything");
        }
        CovariateMemory reports = reported(state, head, bucket, reading, bucket + 1);
        int at = before == null ? -1 : before.find(nanos);
        if (before != null && at >= 0 && same(before.value(at), value)) {
            return reports == state.reports()
                    ? new Transition(state, List.of(), Effect.DUPLICATE)
                    : new Transition(state.withReports(reports), List.of(), Effect.ANNOUNCED);
        }
        if (before != null && at < 0 && before.size() >= config.maxReadingsPerBucket()) {
            return rejected(
                    state,
                    RejectReason.TOO_MANY_IN_BUCKET,
                    "the bucket of " + grid.floor(time) + " holds " + config.maxReadingsPerBucket()
                            + " readings already");
        }
        RawBucket after = before == null
                ? RawBucket.of(bucket, keepUntil(grid, head, bucket, old), nanos, value)
                : before.with(nanos, value);
        boolean changed =
                before == null || !same(before.aggregate(config.aggregate()), after.aggregate(config.aggregate()));

        ReadingUpdate progress = new ReadingUpdate(state, headAt(head, arrival));
        progress.raw = progress.raw.with(after);
        progress.reports = reports;
        boolean late = head != null && bucket < Math.max(head.nextClose(), head.newestOrigin());
        if (closed && changed) {
            progress.rewrite(bucket, after);
        }
        progress.close(old);
        if (late && changed && !old) {
            progress.revise(bucket);
        }
        return progress.finish(late ? Effect.ACCEPTED_LATE : Effect.ACCEPTED);
    }

    /**
     * Returns true if a reading is too late to change anything. Beyond the revision horizon a reading only fills
     * missing or imputed buckets, as far as windows look back.
     */
    private boolean isTooLate(
            SensorState state, SensorProgress head, long bucket, boolean old, @Nullable RawBucket raw) {
        if (bucket < head.nextClose() - maker.lookBack()) {
            return true;
        }
        return old && raw == null && state.slots().isPresent(chunkLength, bucket);
    }

    /**
     * Returns the time until which a bucket's readings are kept: through the revision horizon. A bucket that is filled
     * even later keeps its readings for that long again, so that its value is not just that of the first reading.
     */
    private long keepUntil(BucketGrid grid, @Nullable SensorProgress head, long bucket, boolean old) {
        return old && head != null ? nanosOf(head.time()) + revisableNanos : revisableUntil(grid, bucket);
    }

    /** Returns the sensor's time from which a reading of the bucket no longer revises any window. */
    private long revisableUntil(BucketGrid grid, long bucket) {
        return Math.max(endOf(grid, bucket + config.revisionHorizon()), endOf(grid, bucket) + graceNanos);
    }

    private static SensorProgress headAt(@Nullable SensorProgress head, Arrival arrival) {
        Instant time = arrival.reading().time();
        if (head == null) {
            return SensorProgress.first(time, arrival.arrivedAt(), arrival.seenAt());
        }
        SensorProgress heard = head.heardAt(arrival.seenAt());
        return time.isAfter(head.time()) ? heard.movedTo(time, arrival.arrivedAt()) : heard;
    }

    private Transition tick(SensorState state, Instant now) {
        SensorProgress head = state.head();
        if (head == null) {
            return new Transition(state, List.of(), Effect.IDLE);
        }
        if (!now.isBefore(head.lastHeard().plus(config.retireAfter()))) {
            return new Transition(SensorState.empty(state.sensor()), List.of(new Emission.Retired()), Effect.TICKED);
        }
        if (!feelsTheClock(head)) {
            return new Transition(state, List.of(), Effect.IDLE);
        }
        List<Emission> emissions = new ArrayList<>();
        SensorState next = closeByClock(state, now, emissions);
        next = endBySilence(next, now, emissions);
        return new Transition(next, emissions, emissions.isEmpty() ? Effect.IDLE : Effect.TICKED);
    }

    /** Returns true for a live sensor: its readings arrive soon after they were measured, unlike those of a replay. */
    private boolean feelsTheClock(SensorProgress head) {
        return !head.stale() && head.lag().compareTo(liveLag) <= 0;
    }

    private SensorState closeByClock(SensorState state, Instant now, List<Emission> emissions) {
        SensorState next = state;
        SensorProgress head = requireNonNull(state.head());
        Closing closing = nextTicked(next, head);
        Instant sensorNow = now.minus(head.lag());
        while (closing != null && !instantOf(closing.due()).isAfter(sensorNow)) {
            head = head.emitted(closing.bucket() + 1, 0);
            next = state.withHead(head);
            if (makesLive() && !maker.grid(state.sensor()).isEmpty(head.newestOrigin())) {
                emissions.add(newestWindow(next, head, false));
            }
            closing = nextTicked(next, head);
        }
        return next;
    }

    private SensorState endBySilence(SensorState state, Instant now, List<Emission> emissions) {
        SensorProgress head = requireNonNull(state.head());
        if (now.isBefore(staleAt(head))) {
            return state;
        }
        SensorProgress ended = head.withStale(true);
        if (head.newestOrigin() != NONE) {
            long origin =
                    maker.grid(state.sensor()).indexOf(now.minus(head.lag()).minus(config.grace()));
            ended = origin > head.newestOrigin()
                    ? ended.emitted(origin, 0)
                    : ended.emitted(head.newestOrigin(), head.revision() + 1);
            if (makesLive()) {
                emissions.add(newestWindow(state.withHead(ended), ended, true));
            }
        }
        return state.withHead(ended);
    }

    private Instant staleAt(SensorProgress head) {
        return head.lastHeard().plus(config.shape().step().duration().multipliedBy(config.staleAfter()));
    }

    private Emission newestWindow(SensorState state, SensorProgress head, boolean stale) {
        Memory known = ahead(state.sensor(), state.slots(), state.rawReadings(), head);
        return closed(state.sensor(), known, state.reports(), head, stale);
    }

    private Emission closed(
            SensorId sensor, Memory memory, CovariateMemory reports, SensorProgress head, boolean stale) {
        long origin = head.newestOrigin();
        boolean scored = !stale && head.revision() == 0 && memory.isPresent(chunkLength, origin - 1);
        return new Emission.BucketClosed(
                maker.window(sensor, memory, reports, origin, head.revision()),
                stale,
                scored ? Optional.of(maker.lastStep(sensor, memory, origin)) : Optional.empty());
    }

    /** Returns the next bucket that a tick would close; null if no tick would, however late it comes. */
    private @Nullable Closing nextTicked(SensorState state, SensorProgress head) {
        long next = Math.max(head.nextClose(), head.newestOrigin());
        long lastReal = head.lastReal();
        RawBucket last = state.rawReadings().lastBefore(next);
        if (last != null && last.index() >= head.nextClose()) {
            lastReal = last.index();
        }
        BucketGrid grid = maker.grid(state.sensor());
        Closing closing = nextClosing(grid, state.rawReadings(), next, lastReal);
        if (closing != null) {
            return closing;
        }
        // No readings follow: the wall clock imputes at most the longest gap.
        return lastReal != NONE && next - lastReal <= config.maxGap()
                ? new Closing(next, endOf(grid, next) + graceNanos, null)
                : null;
    }

    /**
     * Returns the bucket that closes next, and at which time; null when no bucket from {@code next} on holds readings.
     *
     * @param next the first open bucket
     * @param lastReal the last closed bucket that holds readings
     */
    private @Nullable Closing nextClosing(BucketGrid grid, RawReadings raw, long next, long lastReal) {
        RawBucket real = raw.firstFrom(next);
        if (real == null) {
            return null;
        }
        long bucket = real.index();
        if (lastReal != NONE && bucket > next && bucket - lastReal - 1 <= config.maxGap()) {
            return new Closing(next, endOf(grid, next) + graceNanos, null);
        }
        if (!isFull(raw, real)) {
            return new Closing(bucket, endOf(grid, bucket) + graceNanos, real);
        }
        boolean inOrder = lastReal != NONE && bucket == next;
        return new Closing(bucket, inOrder ? Long.MIN_VALUE : startOf(grid, bucket) + graceNanos, real);
    }

    /** Returns true when the bucket holds as many readings as are expected of it. */
    private boolean isFull(RawReadings raw, RawBucket bucket) {
        int expected = config.readingsPerBucket() == WindowerConfig.LEARNT
                ? raw.usualSizeBefore(bucket.index(), learntSteps)
                : config.readingsPerBucket();
        return expected > 0 && bucket.size() >= expected;
    }

    /**
     * A bucket about to close.
     *
     * @param due the time, in nanoseconds since the epoch, at which it closes
     * @param real its readings; null when it is to be imputed
     */
    private record Closing(long bucket, long due, @Nullable RawBucket real) {}

    /** Returns the memory together with the buckets that idle ticks have closed ahead of the sensor's own time. */
    private Memory ahead(SensorId sensor, Memory memory, RawReadings raw, SensorProgress head) {
        Memory known = memory;
        long lastReal = head.lastReal();
        long next = head.nextClose();
        RawBucket real = raw.firstFrom(next);
        while (real != null && real.index() < head.newestOrigin()) {
            long gapStart = Math.max(next, lastReal + 1);
            if (lastReal != NONE && real.index() - lastReal - 1 <= config.maxGap()) {
                known = impute(sensor, known, lastReal, gapStart, real.index());
            }
            known = known.with(chunkLength, real.index(), real.aggregate(config.aggregate()), false);
            lastReal = real.index();
            next = lastReal + 1;
            real = raw.firstFrom(next);
        }
        if (lastReal != NONE && (real == null || real.index() - lastReal - 1 <= config.maxGap())) {
            long end = Math.min(head.newestOrigin(), lastReal + 1 + config.maxGap());
            known = impute(sensor, known, lastReal, next, end);
        }
        return known;
    }

    /** Imputes the buckets [from, to) of the gap after {@code lastReal}. */
    private Memory impute(SensorId sensor, Memory memory, long lastReal, long from, long to) {
        Memory filled = memory;
        for (long bucket = from; bucket < to; bucket++) {
            filled = impute(sensor, filled, lastReal, bucket);
        }
        return filled;
    }

    private Memory impute(SensorId sensor, Memory memory, long lastReal, long bucket) {
        double usual = maker.usual(sensor, memory, bucket, lastReal + 1);
        double value = Double.isNaN(usual) ? memory.present(chunkLength, lastReal) : usual;
        return memory.with(chunkLength, bucket, value, true);
    }

    /** Applies the effects of one reading; one instance serves one event. */
    private final class ReadingUpdate {
        private final SensorState before;
        private final BucketGrid grid;
        private final List<Emission> emissions = new ArrayList<>(2);
        private RawReadings raw;
        private Memory memory;
        private CovariateMemory reports;
        private SensorProgress head;
        private boolean emitted;

        ReadingUpdate(SensorState before, SensorProgress head) {
            this.before = before;
            this.grid = maker.grid(before.sensor());
            this.head = head;
            this.raw = before.rawReadings();
            this.memory = before.slots();
            this.reports = before.reports();
        }

        /** Changes a closed bucket after a late reading. */
        void rewrite(long bucket, RawBucket readings) {
            memory = memory.with(chunkLength, bucket, readings.aggregate(config.aggregate()), false);
            if (bucket > head.lastReal()) {
                head = head.closedUntil(head.nextClose(), bucket);
            }
        }

        /**
         * Closes the buckets that the sensor's time has passed.
         *
         * @param silently true to emit no windows, because the reading is too old to revise one
         */
        void close(boolean silently) {
            long now = nanosOf(head.time());
            Closing closing = nextClosing(grid, raw, head.nextClose(), head.lastReal());
            while (closing != null && closing.due() <= now) {
                close(closing, silently);
                closing = nextClosing(grid, raw, head.nextClose(), head.lastReal());
            }
        }

        private void close(Closing closing, boolean silently) {
            long bucket = closing.bucket();
            RawBucket real = closing.real();
            if (real == null) {
                memory = impute(before.sensor(), memory, head.lastReal(), bucket);
                head = head.closedUntil(bucket + 1, head.lastReal());
            } else {
                memory = memory.with(chunkLength, bucket, real.aggregate(config.aggregate()), false);
                head = head.closedUntil(bucket + 1, bucket);
            }
            if (!silently && bucket + 1 > head.newestOrigin() && !grid.isEmpty(bucket + 1)) {
                head = head.emitted(bucket + 1, 0);
                emitted = true;
                if (makesLive()) {
                    emissions.add(closed(before.sensor(), memory, reports, head, false));
                }
            }
        }

        /** Emits the newest window again, unless this event has emitted a newer one. */
        void revise(long bucket) {
            if (emitted || bucket >= head.newestOrigin() || grid.isEmpty(head.newestOrigin())) {
                return;
            }
            head = head.emitted(head.newestOrigin(), head.revision() + 1);
            if (!makesLive()) {
                return;
            }
            Memory known = ahead(before.sensor(), memory, raw, head);
            emissions.add(closed(before.sensor(), known, reports, head, false));
        }

        Transition finish(Effect effect) {
            if (head.nextClose() != NONE) {
                writeTrainingWindows();
                memory = memory.without(chunkLength, head.nextTraining() - maker.lookBack());
                raw = raw.withoutOutlived(head.nextClose(), nanosOf(head.time()));
                reports = reports.without(firstCovariate(head));
            }
            return new Transition(SensorState.of(before.sensor(), head, raw, memory, reports), emissions, effect);
        }

        /**
         * Writes the training windows that are final. Each origin is decided once, when nothing can change its windows
         * any more.
         */
        private void writeTrainingWindows() {
            int history = config.shape().history();
            int horizon = config.shape().horizon();
            long passed = bucketOf(grid, nanosOf(head.time())) - horizon - config.revisionHorizon();
            long last = Math.min(passed, head.nextClose() - horizon);
            if (last < head.nextTraining()) {
                return;
            }
            if (!kinds.contains(WindowKind.TRAINING)) {
                head = head.withNextTraining(last + 1);
                return;
            }
            long known = memory.nextKnown(chunkLength, firstSlotOf(head.nextTraining(), history));
            while (known != NONE && known + history <= last) {
                long origin = Math.max(known + history, head.nextTraining());
                long missing = firstMissing(origin - history, origin + horizon);
                if (missing == NONE) {
                    if (!grid.isEmpty(origin)) {
                        emissions.add(new Emission.TrainingWindowReady(
                                maker.trainingWindow(before.sensor(), memory, reports, origin)));
                    }
                    known = origin + 1 - history;
                } else {
                    known = memory.nextKnown(chunkLength, missing);
                }
            }
            head = head.withNextTraining(last + 1);
        }

        private long firstSlotOf(long origin, int history) {
            return origin == NONE ? NONE : origin - history;
        }

        private long firstMissing(long from, long to) {
            for (long bucket = from; bucket < to; bucket++) {
                if (Double.isNaN(memory.known(chunkLength, bucket))) {
                    return bucket;
                }
            }
            return NONE;
        }
    }

    private static Transition rejected(SensorState state, RejectReason reason, String detail) {
        return new Transition(state, List.of(new Emission.Rejected(reason, detail)), Effect.REJECTED);
    }

    private static boolean same(double one, double other) {
        return Double.doubleToLongBits(one) == Double.doubleToLongBits(other);
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }

    private static long startOf(BucketGrid grid, long bucket) {
        return grid.startSecondOf(bucket) * NANOS_PER_SECOND;
    }

    private static long endOf(BucketGrid grid, long bucket) {
        return startOf(grid, bucket + 1);
    }

    /** Returns nanoseconds since the epoch. Readings lie between 1900 and 2199, so that the result fits. */
    public static long nanosOf(Instant time) {
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }

    private static Instant instantOf(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }
}
