package io.foreflow.forecaster.app.offline;

import io.foreflow.ingest.source.ReadingSource;
import io.foreflow.ingest.source.Row;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.windowing.core.Aggregate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells people whether a step suits how often the sensors of a file are read. The interval of a sensor is the median time between
 * its first {@value #MOST} readings.
 */
public final class StepAdvice {
    private static final int MOST = 1_000;

    /** Fewer intervals say nothing. */
    private static final int LEAST = 3;

    /** An interval that differs from the step by this factor does not suit it. */
    private static final double TOLERANCE = 1.5;

    private final Map<SensorId, Intervals> sensors = new HashMap<>();

    /** The intervals of one sensor, in seconds. */
    private static final class Intervals {
        private @Nullable Instant last;
        private long[] seconds = new long[16];
        private int count;

        void add(Instant time) {
            Instant before = last;
            last = time;
            long interval = before == null ? 0 : Duration.between(before, time).toSeconds();
            if (interval == 0 || count == MOST) {
                return;
            }
            if (count == seconds.length) {
                seconds = Arrays.copyOf(seconds, 2 * count);
            }
            // A file may run backwards.
            seconds[count++] = Math.abs(interval);
        }

        /** 0 when too little is known. */
        long median() {
            long[] sorted = Arrays.copyOf(seconds, count);
            Arrays.sort(sorted);
            return count < LEAST ? 0 : sorted[count / 2];
        }
    }

    public void add(Reading reading) {
        if (reading.value() != null) {
            sensors.computeIfAbsent(reading.sensor(), sensor -> new Intervals()).add(reading.time());
        }
    }

    /** Returns the source, whose readings are looked at as they are read. */
    public ReadingSource watching(ReadingSource source) {
        return new ReadingSource() {
            @Override
            public String name() {
                return source.name();
            }

            @Override
            public @Nullable Row next() throws IOException {
                Row row = source.next();
                if (row instanceof Row.Valid valid) {
                    add(valid.reading());
                }
                return row;
            }

            @Override
            public long position() {
                return source.position();
            }

            @Override
            public long size() {
                return source.size();
            }

            @Override
            public void close() throws IOException {
                source.close();
            }
        };
    }

    /** Returns a line for each interval that does not suit the step; none when all do. */
    public List<String> lines(Step step, Aggregate aggregate) {
        Map<Long, TreeSet<String>> byInterval = new TreeMap<>();
        sensors.forEach((sensor, intervals) -> {
            long median = intervals.median();
            if (median > 0 && (median * TOLERANCE < step.seconds() || median > step.seconds() * TOLERANCE)) {
                byInterval.computeIfAbsent(median, unused -> new TreeSet<>()).add(sensor.value());
            }
        });
        return byInterval.entrySet().stream()
                .map(entry -> line(entry.getValue(), entry.getKey(), step, aggregate))
                .toList();
    }

    private static String line(TreeSet<String> names, long interval, Step step, Aggregate aggregate) {
        String who = names.size() == 1
                ? names.first() + " has a reading"
                : names.first() + " and " + (names.size() - 1) + " more sensors have a reading";
        String often = who + " every " + text(interval);
        String set = isStep(interval) ? ", set window.step: " + text(interval).replace(" ", "") : ", set window.step";
        return interval < step.seconds()
                ? often + ", about " + Math.round((double) step.seconds() / interval) + " in a step of "
                        + text(step.seconds()) + ": a bucket's value is their " + aggregate.label()
                        + " (window.aggregate). To forecast in finer steps" + set
                : often + ", but window.step is " + text(step.seconds())
                        + ": most buckets are empty, and no model can learn from them. To forecast them" + set
                        + ", and window.history and window.horizon in such steps";
    }

    /** Writes a duration as people read it, such as 15 m. */
    public static String text(Duration duration) {
        return text(duration.toSeconds());
    }

    private static boolean isStep(long seconds) {
        return Duration.ofDays(1).toSeconds() % seconds == 0;
    }

    /** Writes a duration as people read it, such as 15 m. */
    private static String text(long seconds) {
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " m" : seconds + " s";
    }
}
