package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The rows of an epoch and their order: batches are cut from the left, the last one may be partial. */
public final class BatchOrder {
    private final Sampler sampler;
    private final long seed;
    /** The rows of each class; all rows in one where classes do not matter. */
    private final List<int[]> classes;

    private final int[] order;

    private BatchOrder(Sampler sampler, long seed, List<int[]> classes) {
        this.sampler = sampler;
        this.seed = seed;
        this.classes = classes;
        this.order = new int[length(sampler, classes)];
    }

    /**
     * @param targets of the rows, with classes if the sampler needs them: one number each, or several whose largest counts
     * @throws IllegalArgumentException if the sampler needs classes and a row's only target is not a whole number
     */
    public static BatchOrder of(Sampler sampler, long seed, Tensor targets) {
        requireNonNull(sampler, "sampler");
        return new BatchOrder(
                sampler, seed, sampler.needsClasses() ? classes(targets) : List.of(identity(targets.rows())));
    }

    private static int length(Sampler sampler, List<int[]> classes) {
        int[] counts = classes.stream().mapToInt(rows -> rows.length).toArray();
        return switch (sampler) {
            case UNDERSAMPLE -> Arrays.stream(counts).min().orElseThrow() * counts.length;
            case OVERSAMPLE -> Math.multiplyExact(Arrays.stream(counts).max().orElseThrow(), counts.length);
            default -> Arrays.stream(counts).sum();
        };
    }

    /** Returns the number of rows of an epoch. */
    public int length() {
        return order.length;
    }

    /**
     * The rows of an epoch, numbered from 0. The array is this object's: it holds until the next call.
     *
     * @param epoch from 1
     */
    public int[] epoch(int epoch) {
        switch (sampler) {
            case SHUFFLED -> epoch(seed, epoch, order);
            case AS_IS -> fill(classes.get(0));
            case CLASS_ALTERNATING -> alternate(epoch);
            case UNDERSAMPLE, OVERSAMPLE -> balance(epoch);
        }
        return order;
    }

    private void fill(int[] rows) {
        System.arraycopy(rows, 0, order, 0, rows.length);
    }

    private void alternate(int epoch) {
        SplitMix64 random = random(seed, epoch);
        List<int[]> shuffled = new ArrayList<>();
        classes.forEach(rows -> shuffled.add(shuffled(rows, random)));
        int at = 0;
        for (int turn = 0; at < order.length; turn++) {
            for (int[] rows : shuffled) {
                if (turn < rows.length) {
                    order[at++] = rows[turn];
                }
            }
        }
    }

    private void balance(int epoch) {
        SplitMix64 random = random(seed, epoch);
        int each = order.length / classes.size();
        int at = 0;
        for (int[] rows : classes) {
            int[] shuffled = shuffled(rows, random);
            int once = Math.min(each, rows.length);
            System.arraycopy(shuffled, 0, order, at, once);
            for (int i = once; i < each; i++) {
                order[at + i] = rows[random.nextInt(rows.length)];
            }
            at += each;
        }
        random.shuffle(order);
    }

    /** Each class's rows, classes in ascending order of their numbers; classes without rows are left out. */
    private static List<int[]> classes(Tensor targets) {
        int width = targets.size() / targets.rows();
        int[] numbers = new int[targets.rows()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = width == 1 ? whole(targets, row) : largest(targets, row * width, width);
        }
        Integer[] rows = Arrays.stream(identity(numbers.length)).boxed().toArray(Integer[]::new);
        Arrays.sort(rows, Comparator.comparingInt(row -> numbers[row]));
        List<int[]> classes = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= rows.length; i++) {
            if (i == rows.length || numbers[rows[i]] != numbers[rows[from]]) {
                classes.add(
                        Arrays.stream(rows, from, i).mapToInt(Integer::intValue).toArray());
                from = i;
            }
        }
        return classes;
    }

    private static int whole(Tensor targets, int row) {
        float number = targets.at(row);
        if (number != (int) number) {
            throw new IllegalArgumentException(
                    "a sampler by classes needs classes' numbers as targets, but row " + row + " has " + number);
        }
        return (int) number;
    }

    private static int largest(Tensor targets, int at, int count) {
        int largest = 0;
        for (int i = 1; i < count; i++) {
            if (targets.at(at + i) > targets.at(at + largest)) {
                largest = i;
            }
        }
        return largest;
    }

    private static int[] identity(int rows) {
        int[] identity = new int[rows];
        for (int i = 0; i < rows; i++) {
            identity[i] = i;
        }
        return identity;
    }

    private static int[] shuffled(int[] rows, SplitMix64 random) {
        int[] shuffled = rows.clone();
        random.shuffle(shuffled);
        return shuffled;
    }

    private static SplitMix64 random(long seed, int epoch) {
        return new SplitMix64(SplitMix64.at(SplitMix64.key(seed, "batch order"), epoch));
    }

    /**
     * All rows, shuffled (Fisher and Yates, inside out).
     *
     * @param epoch from 1
     * @param rows how many there are, at least 1
     * @return each of 0 to rows − 1 once
     */
    public static int[] epoch(long seed, int epoch, int rows) {
        int[] order = new int[rows];
        epoch(seed, epoch, order);
        return order;
    }

    private static void epoch(long seed, int epoch, int[] order) {
        SplitMix64 random = random(seed, epoch);
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
    }
}
