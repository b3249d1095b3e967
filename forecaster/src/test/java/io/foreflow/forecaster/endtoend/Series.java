package io.foreflow.forecaster.endtoend;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Made-up hourly readings, long past, so that no wall clock plays a part. */
final class Series {
    static final Instant START = Instant.parse("2006-03-06T00:00:00Z");

    private Series() {}

    /**
     * Hours [from, to) of a sensor with a daily shape, in order.
     *
     * @throws IllegalArgumentException if they come to the present: the service would reject them, for they are in the
     *     future
     */
    static List<Reading> hours(SensorId sensor, int from, int to) {
        if (START.plus(Duration.ofHours(to - 1L)).isAfter(Instant.now())) {
            throw new IllegalArgumentException(to + " hours from " + START + " on come to the present");
        }
        List<Reading> readings = new ArrayList<>();
        for (int hour = from; hour < to; hour++) {
            double value = 100 + sensor.value().length() + 40 * Math.sin(2 * Math.PI * hour / 24) + hour % 7;
            readings.add(Reading.of(sensor, START.plus(Duration.ofHours(hour)), value));
        }
        return readings;
    }

    /** The same readings, each moved by less than {@code reach} places. */
    static List<Reading> disordered(List<Reading> readings, int reach, Random random) {
        List<Reading> result = new ArrayList<>(readings);
        for (int from = 0; from < result.size(); from += reach) {
            Collections.shuffle(result.subList(from, Math.min(from + reach, result.size())), random);
        }
        return result;
    }

    /** One list of several, each in its own order, mixed. */
    static List<Reading> mixed(List<List<Reading>> series, Random random) {
        int[] next = new int[series.size()];
        int left = series.stream().mapToInt(List::size).sum();
        List<Reading> result = new ArrayList<>(left);
        while (left > 0) {
            int pick = random.nextInt(left);
            for (int i = 0; i < next.length; i++) {
                int remaining = series.get(i).size() - next[i];
                if (pick < remaining) {
                    result.add(series.get(i).get(next[i]++));
                    break;
                }
                pick -= remaining;
            }
            left--;
        }
        return result;
    }

    /** What tells a sensor that nothing comes before this: moves its time on so far that everything up to hour {@code to}
     * is final. */
    static Reading last(SensorId sensor, int to, int revisionHorizon) {
        return Reading.timeOnly(sensor, START.plus(Duration.ofHours(to + revisionHorizon)));
    }
}
