package io.foreflow.models.tabular;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A row of numbers, each scaled by itself. A model never guesses a number that is missing.
 *
 * @param columns in the network's order, at least one, names distinct
 */
public record Columns(List<Column> columns) implements InputSpec {
    static final String KIND = "columns";

    private static final int MAX_COLUMNS = 10_000;
    private static final int SHOWN = 5;

    public Columns {
        columns = List.copyOf(columns);
        if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
            throw new IllegalArgumentException("there must be 1 to " + MAX_COLUMNS + " columns, not " + columns.size());
        }
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("the column name " + column.name() + " is used twice");
            }
        }
    }

    /** Returns (columns,). */
    @Override
    public Shape shape() {
        return Shape.of(columns.size());
    }

    /**
     * {@inheritDoc} Any shape with as many numbers fits, for instance (steps, 1) for a recurrent network: the columns
     * fill it, the last dimension running fastest.
     */
    @Override
    public boolean fits(Shape input) {
        return input.size() == columns.size();
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** Returns the names in the network's order. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /**
     * Returns the network's input for {@code records}, [records, columns].
     *
     * @param records at least one; the columns' values in their order and own units
     * @throws NoAnswerException if a record has another number of values, or one that is not finite
     */
    public Tensor rows(double[][] records) {
        int width = columns.size();
        float[] data = new float[Math.multiplyExact(records.length, width)];
        for (int row = 0; row < records.length; row++) {
            double[] record = records[row];
            if (record.length != width) {
                throw new NoAnswerException(
                        NoAnswerReason.COLUMN_COUNT,
                        row,
                        "it has " + record.length + " values where the model reads " + width + ": " + shown(names()));
            }
            for (int i = 0; i < width; i++) {
                float scaled = columns.get(i).scaled(record[i]);
                if (!Float.isFinite(scaled)) {
                    throw new NoAnswerException(
                            NoAnswerReason.NOT_FINITE,
                            row,
                            "column " + columns.get(i).name() + " (" + record[i]
                                    + ") must be a finite number that the model's scale can hold");
                }
                data[row * width + i] = scaled;
            }
        }
        return Tensor.owning(Shape.of(records.length, width), data);
    }

    @Override
    public Tensor encode(List<? extends Question> questions) {
        List<Question.Numbers> numbers = Questions.cast(this, Question.Numbers.class, questions);
        double[][] records = new double[numbers.size()][];
        for (int row = 0; row < records.length; row++) {
            records[row] = record(numbers.get(row).columns(), row);
        }
        return rows(records);
    }

    private double[] record(Map<String, Double> values, int row) {
        double[] record = new double[columns.size()];
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < record.length; i++) {
            Double value = values.get(columns.get(i).name());
            if (value == null) {
                missing.add(columns.get(i).name());
            } else {
                record[i] = value;
            }
        }
        List<String> unknown = new ArrayList<>();
        if (values.size() + missing.size() > record.length) {
            unknown.addAll(values.keySet());
            unknown.removeAll(new HashSet<>(names()));
        }
        if (!missing.isEmpty()) {
            throw new NoAnswerException(
                    NoAnswerReason.MISSING_COLUMN,
                    row,
                    "it lacks " + shown(missing)
                            + (unknown.isEmpty()
                                    ? ""
                                    : " and has " + shown(unknown) + ", which the model does not read"));
        }
        if (!unknown.isEmpty()) {
            throw new NoAnswerException(
                    NoAnswerReason.UNKNOWN_COLUMN,
                    row,
                    "it has " + shown(unknown) + ", which the model does not read; it reads " + shown(names()));
        }
        return record;
    }

    private static String shown(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
    }
}
