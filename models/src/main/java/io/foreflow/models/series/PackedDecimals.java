package io.foreflow.models.series;

import java.nio.ByteBuffer;

/**
 * Writes numbers in few bytes and reads them again to the bit. Measured values have few decimals: each is written as a
 * whole number of the smallest decimal step that all have, as the difference to the one before, in as many bytes as it
 * needs. A number without few decimals is written as it is; if most have none, all are.
 *
 * <p>Numbers come in series of equal length. The differences of a later series are written less those of the first, so
 * that bounds which follow a forecast take little.
 */
public final class PackedDecimals {
    /** Most decimals of a number that is written as a whole number of steps. */
    private static final int MOST_DECIMALS = 9;

    /** Stands for the decimals where all numbers are written as they are. */
    private static final byte AS_THEY_ARE = MOST_DECIMALS + 1;

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    /** Largest whole number of steps: below it every whole number is a double, and differences of four fit a long. */
    private static final double MOST_STEPS = 1L << 52;

    private PackedDecimals() {}

    /** Returns the most bytes that numbers can take. */
    public static int mostBytes(int numbers) {
        return 1 + VarLong.MOST_BYTES + numbers * (2 * VarLong.MOST_BYTES + Double.BYTES);
    }

    /**
     * Writes numbers.
     *
     * @param out has {@link #mostBytes} left
     * @param numbers the series, one after the other
     * @param length length of a series
     * @param floats true if each number is a float
     */
    public static void write(ByteBuffer out, double[] numbers, int length, boolean floats) {
        int decimals = decimals(numbers, floats);
        long[] steps = new long[numbers.length];
        int exceptions = 0;
        for (int i = 0; i < numbers.length; i++) {
            double step = Math.rint(numbers[i] * POWERS[decimals]);
            if (isExact(numbers[i], step, decimals, floats)) {
                steps[i] = (long) step;
            } else {
                exceptions++;
                steps[i] = expected(steps, i, length);
            }
        }
        if (2 * exceptions > numbers.length) {
            out.put(AS_THEY_ARE);
            for (double number : numbers) {
                out.putDouble(number);
            }
            return;
        }
        out.put((byte) decimals);
        VarLong.write(out, exceptions);
        for (int i = 0; exceptions > 0; i++) {
            if (!isExact(numbers[i], Math.rint(numbers[i] * POWERS[decimals]), decimals, floats)) {
                VarLong.write(out, i);
                out.putDouble(numbers[i]);
                exceptions--;
            }
        }
        for (int i = 0; i < numbers.length; i++) {
            VarLong.writeSigned(out, steps[i] - expected(steps, i, length));
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param count number of numbers
     * @param length length of a series
     * @throws IllegalArgumentException if the bytes cannot be of this class
     * @throws java.nio.BufferUnderflowException if bytes are missing
     */
    public static double[] read(ByteBuffer in, int count, int length, boolean floats) {
        int decimals = in.get();
        if (decimals < 0 || decimals > AS_THEY_ARE) {
            throw new IllegalArgumentException(decimals + " decimals are not from 0 to " + AS_THEY_ARE);
        }
        if (count < 0 || count > in.remaining()) {
            throw new IllegalArgumentException(count + " numbers are claimed in " + in.remaining() + " bytes");
        }
        double[] numbers = new double[count];
        if (decimals == AS_THEY_ARE) {
            for (int i = 0; i < count; i++) {
                numbers[i] = in.getDouble();
            }
            return numbers;
        }
        int exceptions = place(in, count + 1);
        int[] places = new int[exceptions];
        double[] exact = new double[exceptions];
        for (int i = 0; i < exceptions; i++) {
            places[i] = place(in, count);
            exact[i] = in.getDouble();
        }
        long[] steps = new long[count];
        for (int i = 0; i < count; i++) {
            steps[i] = expected(steps, i, length) + VarLong.readSigned(in);
            numbers[i] = number(steps[i], decimals, floats);
        }
        for (int i = 0; i < exceptions; i++) {
            numbers[places[i]] = exact[i];
        }
        return numbers;
    }

    /** Returns what a number of steps would be if it followed the one before as the first series does. */
    private static long expected(long[] steps, int i, int length) {
        int lead = i % length;
        if (i < length) {
            return lead == 0 ? 0 : steps[i - 1];
        }
        return lead == 0 ? steps[0] : steps[i - 1] + steps[lead] - steps[lead - 1];
    }

    /** Returns the fewest decimals with which all numbers are exact that can be. */
    private static int decimals(double[] numbers, boolean floats) {
        int decimals = 0;
        for (double number : numbers) {
            int tried = decimals;
            while (tried <= MOST_DECIMALS && !isExact(number, Math.rint(number * POWERS[tried]), tried, floats)) {
                tried++;
            }
            if (tried <= MOST_DECIMALS) {
                decimals = tried;
            }
        }
        return decimals;
    }

    private static boolean isExact(double number, double step, int decimals, boolean floats) {
        return Math.abs(step) < MOST_STEPS
                && Double.doubleToRawLongBits(number((long) step, decimals, floats))
                        == Double.doubleToRawLongBits(number);
    }

    private static double number(long step, int decimals, boolean floats) {
        double number = step / POWERS[decimals];
        return floats ? (float) number : number;
    }

    private static int place(ByteBuffer in, int below) {
        long place = VarLong.read(in);
        if (place < 0 || place >= below) {
            throw new IllegalArgumentException("the place " + place + " is not below " + below);
        }
        return (int) place;
    }
}
