package io.foreflow.models.forecast;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;

/**
 * Rounds forecasts to the digits that mean something: to a power of ten that is at most a ten-thousandth of the
 * sensor's typical deviation from its mean. More digits would say nothing, and cost bytes in each record.
 */
public final class ForecastDigits {
    private static final int DIGITS = 4;

    /** The largest power of ten that a double holds exactly. */
    private static final int LARGEST_EXACT = 22;

    private static final double[] POWERS = new double[LARGEST_EXACT + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
    }

    private static final double ALL_INTEGERS = 1L << 53;

    /** Values are multiples of 10 to the minus this. */
    private final int decimals;

    private ForecastDigits(int decimals) {
        this.decimals = decimals;
    }

    /** Returns the digits of the window's sensor. Where it deviates from nothing, those of the size of its values. */
    public static ForecastDigits of(Window window) {
        double size = window.scale() > 0 ? window.scale() : Math.abs(window.level());
        int magnitude = size > 0 && size < Double.POSITIVE_INFINITY ? (int) Math.floor(Math.log10(size)) : 0;
        return new ForecastDigits(Math.max(-LARGEST_EXACT, Math.min(LARGEST_EXACT, DIGITS - magnitude)));
    }

    public Values round(Values values) {
        return Values.generate(values.length(), i -> round(values.at(i)));
    }

    public Interval round(Interval interval) {
        return new Interval(interval.level(), round(interval.lower()), round(interval.upper()));
    }

    /** Returns the double that is nearest to the number's decimal; a number too large for that as it is. */
    double round(double number) {
        double power = POWERS[Math.abs(decimals)];
        double scaled = decimals >= 0 ? number * power : number / power;
        if (!(Math.abs(scaled) < ALL_INTEGERS)) {
            return number;
        }
        // Adding 0 makes −0 a 0.
        double integer = Math.rint(scaled) + 0.0;
        return decimals >= 0 ? integer / power : integer * power;
    }
}
