package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.tabular.Column;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.models.tabular.ValueSequence;
import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.HourlyValues;
import io.foreflow.tutorials.study.DataSpec.WindowData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Windows of an hourly series: each row some hours, and the hours that follow as its target. */
final class WindowSource implements RowSource {
    private final WindowData spec;
    private final List<LocalDateTime> times;
    private final double[] values;
    /** The place of each row's first hour. */
    private final int[] starts;

    private WindowSource(WindowData spec, List<LocalDateTime> times, double[] values, int[] starts) {
        this.spec = spec;
        this.times = times;
        this.values = values;
        this.starts = starts;
    }

    static WindowSource open(WindowData spec, Path folder) throws IOException {
        HourlyValues series = HourlyValues.read(folder.resolve(spec.file()), spec.sensor(), spec.from());
        double[] values = series.values();
        int length = spec.history() + spec.horizon();
        if (values.length <= length) {
            throw new DatasetException(spec.file() + " has " + values.length + " hours of " + spec.sensor()
                    + ", too few for windows of " + length);
        }
        // The tutorial leaves the last window out, and so do we.
        int[] starts = IntStream.range(0, values.length - length).toArray();
        return new WindowSource(spec, series.times(), values, starts);
    }

    /** Returns whether a row's hours follow one another. */
    @Override
    public boolean isWhole(int row) {
        int last = spec.history() + spec.horizon() - 1;
        return Duration.between(times.get(starts[row]), times.get(starts[row] + last))
                        .toHours()
                == last;
    }

    @Override
    public int rows() {
        return starts.length;
    }

    /** Returns the least value and the range of all hours in the rows' windows. */
    private double[] range(int[] rows) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int row : rows) {
            for (int i = 0; i < spec.history() + spec.horizon(); i++) {
                least = Math.min(least, values[starts[row] + i]);
                most = Math.max(most, values[starts[row] + i]);
            }
        }
        return new double[] {least, most > least ? most - least : 1};
    }

    @Override
    public InputSpec input(int[] statistics) {
        double[] range = range(statistics);
        List<Column> columns = new ArrayList<>();
        for (int lag = spec.history(); lag >= 1; lag--) {
            columns.add(new Column("lag" + lag, range[0], range[1]));
        }
        return new Columns(columns);
    }

    @Override
    public OutputSpec output(int[] statistics) {
        double[] range = range(statistics);
        List<String> names = IntStream.rangeClosed(1, spec.horizon())
                .mapToObj(lead -> "lead" + lead)
                .toList();
        return new ValueSequence(names, spec.unit(), range[0], range[1]);
    }

    @Override
    public List<String> classes() {
        return List.of();
    }

    @Override
    public Rows inputs(InputSpec input, int[] rows, boolean training, long seed) {
        return ((Columns) input)
                .rows(Arrays.stream(rows)
                        .mapToObj(row -> Arrays.copyOfRange(values, starts[row], starts[row] + spec.history()))
                        .toArray(double[][]::new));
    }

    @Override
    public int targetSize() {
        return spec.horizon();
    }

    @Override
    public void copyTarget(int row, double[] target, int to) {
        System.arraycopy(values, starts[row] + spec.history(), target, to, spec.horizon());
    }

    /** Returns the values {@code hours} before each target of a row; empty if the series begins later. */
    double[] before(int row, int hours) {
        int from = starts[row] + spec.history() - hours;
        return from < 0 ? new double[0] : Arrays.copyOfRange(values, from, from + spec.horizon());
    }
}
