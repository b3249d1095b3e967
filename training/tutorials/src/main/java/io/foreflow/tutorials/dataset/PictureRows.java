package io.foreflow.tutorials.dataset;

import io.foreflow.models.engine.LazyRows;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.network.Shape;
import java.util.Optional;

/**
 * Pictures as a network's input, (height, width, channels) of values from 0 to 255, floats only when a row is copied.
 * As
 * {@link #augmented}, each epoch of a fit sees every picture differently; who does not ask for an epoch sees them as
 * they are.
 */
public final class PictureRows implements LazyRows {
    private static final int NO_EPOCH = 0;

    private final LabelledPictures pictures;
    private final Optional<Augmentation> augmentation;
    private final long seed;
    private final int epoch;

    private PictureRows(LabelledPictures pictures, Optional<Augmentation> augmentation, long seed, int epoch) {
        if (pictures.size() < 1) {
            throw new IllegalArgumentException("there must be at least one picture");
        }
        this.pictures = pictures;
        this.augmentation = augmentation;
        this.seed = seed;
        this.epoch = epoch;
    }

    /** Returns pictures as they are. */
    public static PictureRows of(LabelledPictures pictures) {
        return new PictureRows(pictures, Optional.empty(), 0, NO_EPOCH);
    }

    /** Returns pictures to train on; the same seed gives the same views. */
    public static PictureRows augmented(LabelledPictures pictures, Augmentation augmentation, long seed) {
        return new PictureRows(pictures, Optional.of(augmentation), seed, NO_EPOCH);
    }

    @Override
    public int rows() {
        return pictures.size();
    }

    @Override
    public Shape rowShape() {
        return Shape.of(pictures.height(), pictures.width(), pictures.channels());
    }

    @Override
    public void copyRow(int row, float[] target, int to) {
        if (augmentation.isEmpty() || epoch == NO_EPOCH) {
            pictures.copy(row, target, to);
            return;
        }
        float[] picture = new float[rowShape().size()];
        pictures.copy(row, picture, 0);
        augmentation
                .get()
                .view(seed, epoch, row)
                .write(picture, pictures.height(), pictures.width(), pictures.channels(), target, to);
    }

    @Override
    public Rows forEpoch(int number) {
        return augmentation.isEmpty() ? this : new PictureRows(pictures, augmentation, seed, number);
    }

    /** Returns for instance {@code PictureRows[FolderPictures[783 of 180 x 180 x 3]]}. */
    @Override
    public String toString() {
        return "PictureRows[" + pictures + "]";
    }
}
