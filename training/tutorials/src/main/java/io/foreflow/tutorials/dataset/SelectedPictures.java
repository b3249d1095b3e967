package io.foreflow.tutorials.dataset;

import java.util.Arrays;
import java.util.List;

/** Some pictures of one or more collections of the same size and classes. Immutable. */
final class SelectedPictures implements LabelledPictures {
    private final List<LabelledPictures> collections;
    private final int[] parts;
    private final int[] rows;

    /**
     * Takes the arrays over.
     *
     * @param parts by picture, its place in {@code collections}
     * @param rows by picture, its row there
     */
    SelectedPictures(List<LabelledPictures> collections, int[] parts, int[] rows) {
        this.collections = collections;
        this.parts = parts;
        this.rows = rows;
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public int height() {
        return collections.get(0).height();
    }

    @Override
    public int width() {
        return collections.get(0).width();
    }

    @Override
    public int channels() {
        return collections.get(0).channels();
    }

    @Override
    public List<String> classes() {
        return collections.get(0).classes();
    }

    @Override
    public int label(int row) {
        return collections.get(parts[row]).label(rows[row]);
    }

    @Override
    public void copy(int row, float[] target, int to) {
        collections.get(parts[row]).copy(rows[row], target, to);
    }

    @Override
    public LabelledPictures select(int... chosen) {
        return new SelectedPictures(
                collections,
                Arrays.stream(chosen).map(row -> parts[row]).toArray(),
                Arrays.stream(chosen).map(row -> rows[row]).toArray());
    }

    /** Returns for instance {@code 783 of FolderPictures[2000 of 180 x 180 x 3]}. */
    @Override
    public String toString() {
        return size() + " of " + collections;
    }
}
