package io.foreflow.tutorials.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.NumberTable;
import io.foreflow.tutorials.dataset.NumberTableReader;
import io.foreflow.tutorials.dataset.NumberTableReader.Separator;
import io.foreflow.tutorials.dataset.NumberTableReader.TextColumns;
import io.foreflow.tutorials.dataset.NumpyShuffle;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Tables in the order of Keras' {@code load_data}, which numpy shuffles with seed 113, and back from it. */
final class KerasOrder {
    static final int BOSTON_ROWS = 506;
    static final int BOSTON_TRAIN = 404;

    private static final int SEED = 113;
    private static final List<String> BOSTON = List.of(
            "CRIM", "ZN", "INDUS", "CHAS", "NOX", "RM", "AGE", "DIS", "RAD", "TAX", "PTRATIO", "B", "LSTAT", "MEDV");
    private static final String CALIFORNIA = "longitude,latitude,housing_median_age,total_rooms,total_bedrooms,"
            + "population,households,median_income,median_house_value\n";
    private static final int CALIFORNIA_FEATURES = 8;
    private static final MathContext NINE_DIGITS = new MathContext(9);

    private KerasOrder() {}

    /** Returns the derivation of rows [from, to) of the shuffled houses of Boston, from {@code housing.data}. */
    static Derivation bostonRows(int from, int to) {
        return (files, content) -> {
            NumberTable table = new NumberTableReader(Separator.BLANKS, BOSTON, TextColumns.REFUSED).read(files.get(0));
            if (table.rows() != BOSTON_ROWS) {
                throw new DatasetException(files.get(0) + " has " + table.rows() + " rows, not " + BOSTON_ROWS);
            }
            int[] order = NumpyShuffle.indices(BOSTON_ROWS, SEED);
            StringBuilder text = new StringBuilder(String.join(",", BOSTON)).append('\n');
            for (double[] row :
                    table.select(Arrays.copyOfRange(order, from, to)).records(BOSTON)) {
                text.append(Arrays.stream(row).mapToObj(Double::toString).collect(Collectors.joining(",")))
                        .append('\n');
            }
            content.write(text.toString().getBytes(US_ASCII));
        };
    }

    /** Writes the blocks of California in their original order, from Keras' shuffled {@code california_housing.npz}. */
    static void californiaUnshuffled(List<Path> files, OutputStream content) throws IOException {
        NumpyArchive archive = NumpyArchive.read(files.get(0));
        float[] features = joined(archive.floats("data_train"), archive.floats("data_test"));
        float[] targets = joined(archive.floats("target_train"), archive.floats("target_test"));
        if (features.length != targets.length * CALIFORNIA_FEATURES) {
            throw new DatasetException(files.get(0) + " does not hold " + CALIFORNIA_FEATURES + " features a target");
        }
        int[] order = NumpyShuffle.indices(targets.length, SEED);
        String[] lines = new String[targets.length];
        for (int row = 0; row < order.length; row++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < CALIFORNIA_FEATURES; i++) {
                line.append(nineDigits(features[row * CALIFORNIA_FEATURES + i])).append(',');
            }
            lines[order[row]] =
                    line.append(nineDigits(targets[row])).append('\n').toString();
        }
        content.write(CALIFORNIA.getBytes(US_ASCII));
        for (String line : lines) {
            content.write(line.getBytes(US_ASCII));
        }
    }

    private static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String nineDigits(float value) {
        return value == 0
                ? "0"
                : new BigDecimal(value).round(NINE_DIGITS).stripTrailingZeros().toPlainString();
    }
}
