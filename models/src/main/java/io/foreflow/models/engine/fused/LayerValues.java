package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.IndexLists;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The values of an input or layer for a number of rows: [rows, positions, features], where {@code positions} are all
 * dimensions but the last. Each run of features takes {@link #stride} numbers; the padding is 0.
 */
final class LayerValues {
    /** The arrays, which several shapes of the same numbers share. */
    private static final class Store {
        private float[] numbers = {};
        private int at;
        /** True if the numbers are the caller's, and change only when others are bound. */
        private boolean bound;

        private float @Nullable [] deltas;
        private boolean deltasBegun;

        /** Rows of a multi-hot input as lists; then {@link #numbers} do not count. */
        private @Nullable IndexLists lists;
        /** The row of the lists at each place; null for all in their order. */
        private int @Nullable [] order;

        private int from;

        private @Nullable NonZeroColumns nonZero;
        /** True while {@link #nonZero} is of the bound rows. */
        private boolean nonZeroFound;
    }

    private final Store store;
    private final int positions;
    private final int features;
    private final int stride;

    private LayerValues(Store store, int positions, int features, int stride) {
        this.store = store;
        this.positions = positions;
        this.features = features;
        this.stride = stride;
    }

    /** Makes values of {@code shape} a row, in runs of {@code stride}, without arrays. */
    LayerValues(Shape shape, int stride) {
        this(new Store(), shape.size() / shape.last(), shape.last(), stride);
    }

    /** The same numbers as one run of features. Only where nothing is filled up between them. */
    LayerValues flat() {
        return new LayerValues(store, 1, positions * features, positions * stride);
    }

    /** Returns true if {@link #flat} can be called. */
    boolean isDense() {
        return stride == features || positions == 1;
    }

    void allocate(int rows, boolean withDeltas) {
        int size = Math.multiplyExact(rows, positions * stride);
        store.numbers = new float[size];
        store.at = 0;
        store.deltas = withDeltas ? new float[size] : null;
    }

    /** Takes over the caller's array, until the next call. */
    void bind(float[] numbers, int at) {
        store.numbers = numbers;
        store.at = at;
        store.bound = true;
        store.lists = null;
        store.nonZeroFound = false;
    }

    /** Takes rows of lists: the rows that stand in {@code order} from {@code from} on, or the lists' own from there on. */
    void bind(IndexLists lists, int @Nullable [] order, int from) {
        store.lists = lists;
        store.order = order;
        store.from = from;
    }

    @Nullable
    IndexLists lists() {
        return store.lists;
    }

    /** Returns the row of the lists that is row {@code row} here. */
    int listOf(int row) {
        return store.order == null ? store.from + row : store.order[store.from + row];
    }

    float[] numbers() {
        return store.numbers;
    }

    /** Returns the columns in which one of the first {@code rows} rows is not 0. Only for a single run of features. */
    NonZeroColumns nonZeroColumns(int rows) {
        NonZeroColumns columns = store.nonZero;
        if (columns == null) {
            columns = new NonZeroColumns(features);
            store.nonZero = columns;
        }
        if (!store.nonZeroFound) {
            columns.find(store.numbers, store.at, stride, rows);
            store.nonZeroFound = store.bound;
        }
        return columns;
    }

    /** Returns the position of the first row in {@link #numbers}; in {@link #deltas} it is 0. */
    int at() {
        return store.at;
    }

    /** The gradients of the loss by these numbers; null where none are needed. */
    float @Nullable [] deltas() {
        return store.deltas;
    }

    int positions() {
        return positions;
    }

    int features() {
        return features;
    }

    int stride() {
        return stride;
    }

    /** Numbers a row, filled up. */
    int rowSize() {
        return positions * stride;
    }

    /** The first {@code rows} rows, without what is filled up, into {@code target} from its row {@code from} on. */
    void copyTo(int rows, float[] target, int from) {
        copy(store.numbers, store.at, rows, target, from);
    }

    private void copy(float[] numbers, int at, int rows, float[] target, int from) {
        int to = from * positions * features;
        for (int run = 0; run < rows * positions; run++) {
            System.arraycopy(numbers, at + run * stride, target, to, features);
            to += features;
        }
    }

    /** Sets the first {@code rows} rows from those of {@code source} from {@code from} on; what is filled up stays. */
    void set(Tensor source, int from, int rows) {
        set(source, from, rows, store.numbers);
    }

    /** Sets the deltas of the first {@code rows} rows in the same way. */
    void setDeltas(Tensor source, int from, int rows) {
        set(source, from, rows, requireNonNull(store.deltas));
    }

    private void set(Tensor source, int from, int rows, float[] to) {
        for (int run = 0; run < rows * positions; run++) {
            source.copyTo((from * positions + run) * features, to, run * stride, features);
        }
    }

    /** Copies the deltas like {@link #copyTo}. */
    void copyDeltasTo(int rows, float[] target, int from) {
        copy(requireNonNull(store.deltas), 0, rows, target, from);
    }

    /** While the way back is laid out: true for the first that writes to {@link #deltas}; those after it add. */
    boolean beginsDeltas() {
        boolean first = !store.deltasBegun;
        store.deltasBegun = true;
        return first;
    }
}
