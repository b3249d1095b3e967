package io.foreflow.tutorials.fit;

import io.foreflow.models.engine.LazyRows;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.SplitMix64;
import io.foreflow.models.network.Shape;
import java.util.concurrent.atomic.AtomicInteger;

/** Invented pictures of values from 0 to 255 that count how often one is asked for. */
final class Pictures implements LazyRows {
    private final int rows;
    private final Shape shape;
    private final int epoch;
    private final boolean augmented;
    private final AtomicInteger copies;

    private Pictures(int rows, Shape shape, int epoch, boolean augmented, AtomicInteger copies) {
        this.rows = rows;
        this.shape = shape;
        this.epoch = epoch;
        this.augmented = augmented;
        this.copies = copies;
    }

    static Pictures of(int rows, Shape shape) {
        return new Pictures(rows, shape, 0, false, new AtomicInteger());
    }

    /** Of which each epoch sees others. */
    static Pictures augmented(int rows, Shape shape) {
        return new Pictures(rows, shape, 0, true, new AtomicInteger());
    }

    int copies() {
        return copies.get();
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public Shape rowShape() {
        return shape;
    }

    @Override
    public void copyRow(int row, float[] target, int to) {
        copies.incrementAndGet();
        long key = SplitMix64.key(1000L * epoch + row, "pictures");
        for (int i = 0; i < shape.size(); i++) {
            target[to + i] = (float) (255 * SplitMix64.unit(SplitMix64.at(key, i)));
        }
    }

    @Override
    public Rows forEpoch(int number) {
        return augmented ? new Pictures(rows, shape, number, true, copies) : this;
    }
}
