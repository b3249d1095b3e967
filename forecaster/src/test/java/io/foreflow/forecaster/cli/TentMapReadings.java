package io.foreflow.forecaster.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/**
 * Hourly readings of two sensors whose days are large or small: after a middling day comes a large one, after a small or
 * a large one a small one (a tent map). A linear model sees no more in it than chance.
 */
public final class TentMapReadings {
    private static final Instant START = Instant.parse("2025-06-02T00:00:00Z");

    private TentMapReadings() {}

    /** Returns the days [{@code from}, {@code to}) as a table. */
    public static String csv(int from, int to) {
        StringBuilder csv = new StringBuilder("sensor_id,timestamp,value\n");
        for (String sensor : new String[] {"north", "south"}) {
            SplittableRandom random = new SplittableRandom(sensor.charAt(0));
            double size = sensor.equals("north") ? 0.3 : 0.4;
            for (int hour = 0; hour < 24 * to; hour++) {
                if (hour % 24 == 0) {
                    size = 1.9 * Math.min(size, 1 - size);
                }
                double daily = 1 - Math.abs(hour % 24 - 12) / 12.0;
                double value = Math.rint(300 + 200 * size * (0.2 + daily) + 10 * random.nextDouble());
                if (hour >= 24 * from) {
                    csv.append(sensor)
                            .append(',')
                            .append(START.plus(hour, ChronoUnit.HOURS))
                            .append(',')
                            .append(value)
                            .append('\n');
                }
            }
        }
        return csv.toString();
    }
}
