package io.foreflow.ingest.quality;

import java.util.Random;
import java.util.stream.IntStream;

/** Invented series of an hour's step, of the kinds that sensors measure. None has a mark of a missing value. */
enum Kind {
    /** Vehicles an hour: whole numbers, few at night. */
    COUNTS {
        @Override
        double at(int hour, Random random) {
            return Math.rint(400 * day(hour) * (0.7 + 0.6 * random.nextDouble()));
        }
    },
    /** Visitors an hour: small whole numbers, and a festival now and then. */
    COUNTS_WITH_PEAKS {
        @Override
        double at(int hour, Random random) {
            double usual = Math.rint(20 * day(hour) * random.nextDouble());
            return random.nextInt(500) == 0 ? usual + 999 + random.nextInt(4_000) : usual;
        }
    },
    /** Watts of a solar panel: exactly 0 at night. */
    SOLAR {
        @Override
        double at(int hour, Random random) {
            return Math.max(0, 5_000 * Math.sin((hour % 24 - 6) * Math.PI / 12) * (0.3 + 0.7 * random.nextDouble()));
        }
    },
    /** Degrees Celsius in tenths, in a cold climate. */
    FROST {
        @Override
        double at(int hour, Random random) {
            return Math.rint(10 * (-2 + 12 * Math.sin(hour / 700.0) + 5 * day(hour) + random.nextGaussian())) / 10;
        }
    },
    /** Whole degrees Celsius in a mild climate, seldom below zero. */
    MILD {
        @Override
        double at(int hour, Random random) {
            return Math.max(-1, Math.rint(10 + 9 * Math.sin(hour / 300.0) + 2 * day(hour) + random.nextGaussian()));
        }
    },
    /** Watts to and from a battery that is limited to 3 kW either way. */
    SIGNED_POWER {
        @Override
        double at(int hour, Random random) {
            return Math.max(-3_000, Math.min(3_000, 4_000 * Math.sin(hour / 4.0) + 400 * random.nextGaussian()));
        }
    },
    /** Per cent of relative humidity, which stops at 100. */
    SATURATED {
        @Override
        double at(int hour, Random random) {
            return Math.min(100, Math.rint(85 - 40 * day(hour) + 20 * random.nextGaussian()));
        }
    },
    /** A gauge that stops at the end of its range. */
    CLIPPED {
        @Override
        double at(int hour, Random random) {
            return Math.max(0.2, Math.min(9.99, 5 + 6 * Math.sin(hour / 30.0) + random.nextGaussian()));
        }
    },
    /** Prices, seldom negative, that rise a hundredfold now and then, up to a limit. */
    PRICES {
        @Override
        double at(int hour, Random random) {
            double usual = 20 + 60 * day(hour) + 8 * random.nextGaussian();
            return random.nextInt(150) == 0 ? Math.min(3_000, usual * (5 + 95 * random.nextDouble())) : usual;
        }
    },
    /** Millimetres of rain an hour: hardly ever any. */
    RAIN {
        @Override
        double at(int hour, Random random) {
            boolean wet = Math.sin(hour / 37.0) > 0.9;
            return wet ? Math.rint(50 * Math.pow(random.nextDouble(), 3)) / 10 : 0;
        }
    },
    /** Hectopascals. */
    PRESSURE {
        @Override
        double at(int hour, Random random) {
            return 1_013 + 12 * Math.sin(hour / 60.0) + random.nextGaussian();
        }
    };

    abstract double at(int hour, Random random);

    double[] series(int hours, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, hours).mapToDouble(hour -> at(hour, random)).toArray();
    }

    /** From 0 at midnight to 1 at noon. */
    private static double day(int hour) {
        return 0.5 - 0.5 * Math.cos(hour % 24 * Math.PI / 12);
    }
}
