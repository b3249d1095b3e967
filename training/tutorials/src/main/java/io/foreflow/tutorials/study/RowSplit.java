package io.foreflow.tutorials.study;

import io.foreflow.models.engine.SplitMix64;
import io.foreflow.tutorials.dataset.NumpyShuffle;
import io.foreflow.tutorials.study.Protocol.RowArrangement;
import io.foreflow.tutorials.study.Protocol.RowPlan;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows of a source that a protocol trains, validates and tests on.
 *
 * @param training at least one row
 * @param validation none if the protocol has none
 * @param test none if the protocol has none
 * @param statistics those that ranges, means and vocabularies are taken from
 */
record RowSplit(RowNumbers training, RowNumbers validation, RowNumbers test, RowNumbers statistics) {

    /** Numbers of rows. Immutable. */
    static final class RowNumbers {
        static final RowNumbers NONE = new RowNumbers(new int[0]);

        private final int[] rows;

        RowNumbers(int... rows) {
            this.rows = rows.clone();
        }

        int count() {
            return rows.length;
        }

        boolean isEmpty() {
            return rows.length == 0;
        }

        int at(int i) {
            return rows[i];
        }

        int[] toArray() {
            return rows.clone();
        }

        RowNumbers and(RowNumbers others) {
            return new RowNumbers(IntStream.concat(Arrays.stream(rows), Arrays.stream(others.rows))
                    .toArray());
        }

        /** Returns by class the number of its rows. */
        int[] counts(RowSource source) {
            int[] counts = new int[source.classes().size()];
            for (int row : rows) {
                counts[source.label(row)]++;
            }
            return counts;
        }

        /** Returns all but the last {@code count}. */
        RowNumbers withoutLast(int count) {
            return new RowNumbers(Arrays.copyOf(rows, Math.max(0, rows.length - count)));
        }

        RowNumbers only(IntPredicate kept) {
            return new RowNumbers(Arrays.stream(rows).filter(kept).toArray());
        }

        /**
         * Returns the {@code number}-th, from 0, of {@code count} neighbouring parts of the same size; the last takes
         * the rest.
         */
        RowNumbers fold(int number, int count) {
            int size = rows.length / count;
            int from = number * size;
            int to = number == count - 1 ? rows.length : from + size;
            return new RowNumbers(Arrays.copyOfRange(rows, from, to));
        }

        /** Returns the rows of all other parts. */
        RowNumbers besidesFold(int number, int count) {
            int before = number * (rows.length / count);
            int after = before + fold(number, count).count();
            return new RowNumbers(IntStream.range(0, rows.length)
                    .filter(i -> i < before || i >= after)
                    .map(i -> rows[i])
                    .toArray());
        }
    }

    /** @throws IllegalArgumentException if the protocol names rows that are not there, or none to learn from */
    static RowSplit of(Protocol protocol, RowSource source) {
        RowPlan rows = protocol.rows();
        int[] order = order(rows.order(), source);
        RowNumbers training = places(rows.training().stream(), source, order);
        RowNumbers validation = places(rows.validation().stream(), source, order);
        RowNumbers test = places(rows.test().stream(), source, order);
        if (!validation.isEmpty() || !test.isEmpty()) {
            training = training.withoutLast(rows.purge());
        }
        if (!test.isEmpty()) {
            validation = validation.withoutLast(rows.purge());
        }
        if (rows.wholeOnly()) {
            training = training.only(source::isWhole);
            validation = validation.only(source::isWhole);
            test = test.only(source::isWhole);
        }
        if (training.isEmpty()) {
            throw new IllegalArgumentException("the protocol " + protocol.name() + " leaves no rows to learn from");
        }
        RowNumbers statistics = rows.statisticsFromAll() ? new RowNumbers(order) : training;
        return new RowSplit(training, validation, test, statistics);
    }

    private static RowNumbers places(Stream<RowRange> ranges, RowSource source, int[] order) {
        return new RowNumbers(ranges.flatMapToInt(range -> Arrays.stream(range.of(source.testFrom(), source.rows())))
                .map(place -> order[place])
                .toArray());
    }

    private static int[] order(RowArrangement order, RowSource source) {
        if (order instanceof RowArrangement.Numpy numpy) {
            return NumpyShuffle.indices(source.rows(), numpy.seed());
        }
        int[] rows = IntStream.range(0, source.rows()).toArray();
        if (order instanceof RowArrangement.Shuffled shuffled) {
            int[] moved = Arrays.copyOf(rows, source.testFrom());
            SplitMix64.shuffle(moved, shuffled.seed(), "row order");
            System.arraycopy(moved, 0, rows, 0, moved.length);
        }
        return rows;
    }
}
