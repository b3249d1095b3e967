package io.foreflow.tutorials.study;

import io.foreflow.tutorials.dataset.Pictures;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Two sets of pictures of one size and the same classes, one after the other. */
final class JoinedPictures implements Pictures {
    private final Pictures first;
    private final Pictures second;
    private final int[] rows;

    private JoinedPictures(Pictures first, Pictures second, int[] rows) {
        this.first = first;
        this.second = second;
        this.rows = rows;
    }

    JoinedPictures(Pictures first, Pictures second) {
        this(first, second, IntStream.range(0, first.size() + second.size()).toArray());
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public int height() {
        return first.height();
    }

    @Override
    public int width() {
        return first.width();
    }

    @Override
    public int channels() {
        return first.channels();
    }

    @Override
    public List<String> classes() {
        return first.classes();
    }

    @Override
    public int label(int row) {
        int place = rows[row];
        return place < first.size() ? first.label(place) : second.label(place - first.size());
    }

    @Override
    public void copy(int row, float[] target, int to) {
        int place = rows[row];
        if (place < first.size()) {
            first.copy(place, target, to);
        } else {
            second.copy(place - first.size(), target, to);
        }
    }

    @Override
    public Pictures select(int... chosen) {
        return new JoinedPictures(
                first, second, Arrays.stream(chosen).map(row -> rows[row]).toArray());
    }
}
