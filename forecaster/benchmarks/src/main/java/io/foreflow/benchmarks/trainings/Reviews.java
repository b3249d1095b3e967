package io.foreflow.benchmarks.trainings;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.foreflow.models.engine.IndexLists;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Reviews as lists of their words. The file is gzip text with a header and lines {@code label,review,ranks}: 0 or 1, a
 * number, and the words' ranks by frequency, from 1, separated by blanks.
 */
final class Reviews {
    /** Number of most frequent words that count. */
    static final int WORDS = 10_000;

    /** Stride without a divisor in common with the number of reviews, so that each is taken once. */
    private static final int STRIDE = 9973;

    private static final int FILE_SIZE = 25_000;

    private final List<int[]> words;
    private final List<Float> labels;

    private Reviews(List<int[]> words, List<Float> labels) {
        this.words = words;
        this.labels = labels;
    }

    /**
     * Reads the 25,000 reviews and shuffles them, because the file is sorted by label: the k-th is the file's k · 9973
     * mod 25,000.
     *
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if it does not hold 25,000 reviews
     */
    static Reviews read(Path file) {
        List<String> lines;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), US_ASCII))) {
            lines = reader.lines().skip(1).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (lines.size() != FILE_SIZE) {
            throw new IllegalArgumentException(file + " holds " + lines.size() + " reviews, not " + FILE_SIZE);
        }
        List<int[]> words = new ArrayList<>();
        List<Float> labels = new ArrayList<>();
        for (int k = 0; k < FILE_SIZE; k++) {
            String[] fields = lines.get((int) ((long) k * STRIDE % FILE_SIZE)).split(",", -1);
            labels.add(Float.parseFloat(fields[0]));
            words.add(indices(fields[2]));
        }
        return new Reviews(words, labels);
    }

    private static int[] indices(String ranks) {
        return ranks.isEmpty()
                ? new int[0]
                : Arrays.stream(ranks.split(" ", -1))
                        .mapToInt(Integer::parseInt)
                        .filter(rank -> rank <= WORDS)
                        .map(rank -> rank - 1)
                        .distinct()
                        .toArray();
    }

    int size() {
        return labels.size();
    }

    /** Returns the reviews of [from, to) as input {@code input}, and their labels as targets [rows, 1]. */
    Samples samples(int from, int to) {
        float[] targets = new float[to - from];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = labels.get(from + row);
        }
        IndexLists inputs = IndexLists.of(WORDS, words.subList(from, to).toArray(int[][]::new));
        return new Samples(Map.of("input", inputs), Tensor.owning(Shape.of(targets.length, 1), targets));
    }
}
