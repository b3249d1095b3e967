package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.Column;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.models.tabular.Value;
import io.foreflow.tutorials.dataset.NumberTable;
import io.foreflow.tutorials.dataset.NumberTableReader;
import io.foreflow.tutorials.dataset.NumberTableReader.Separator;
import io.foreflow.tutorials.dataset.NumberTableReader.TextColumns;
import io.foreflow.tutorials.study.DataSpec.Scale;
import io.foreflow.tutorials.study.DataSpec.TableData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of a table. */
final class TableSource implements RowSource {
    private final TableData spec;
    private final List<String> features;
    private final double[][] records;
    private final double[] targets;

    private TableSource(TableData spec, List<String> features, double[][] records, double[] targets) {
        this.spec = spec;
        this.features = features;
        this.records = records;
        this.targets = targets;
    }

    static TableSource open(TableData spec, Path folder) throws IOException {
        boolean header = spec.columns().isEmpty();
        boolean commas = spec.file().contains(".csv");
        NumberTable table = new NumberTableReader(
                        commas ? Separator.COMMA : Separator.BLANKS,
                        spec.columns(),
                        header ? TextColumns.LEFT_OUT : TextColumns.REFUSED)
                .read(folder.resolve(spec.file()));
        if (spec.rows() > 0) {
            table = table.first(spec.rows());
        }
        List<String> features =
                spec.features().isEmpty() ? table.without(spec.target().name()).columns() : spec.features();
        List<String> used = new ArrayList<>(features);
        used.add(spec.target().name());
        table = table.only(used);
        if (spec.dropMissing()) {
            table = table.complete();
        }
        return new TableSource(
                spec,
                features,
                table.records(features),
                table.column(spec.target().name()));
    }

    @Override
    public int rows() {
        return targets.length;
    }

    @Override
    public InputSpec input(int[] statistics) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            int feature = i;
            columns.add(column(
                    spec.scale(),
                    features.get(i),
                    Arrays.stream(statistics)
                            .mapToDouble(row -> records[row][feature])
                            .toArray()));
        }
        return new Columns(columns);
    }

    /** A column whose values are all the same becomes 0. */
    static Column column(Scale scale, String name, double[] values) {
        return switch (scale) {
            case NONE -> Column.plain(name);
            case STANDARD -> {
                double mean = Arrays.stream(values).average().orElseThrow();
                double variance = Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElseThrow();
                yield new Column(name, mean, variance > 0 ? Math.sqrt(variance) : 1);
            }
            case MINMAX -> {
                double least = Arrays.stream(values).min().orElseThrow();
                double range = Arrays.stream(values).max().orElseThrow() - least;
                yield new Column(name, least, range > 0 ? range : 1);
            }
        };
    }

    @Override
    public OutputSpec output(int[] statistics) {
        return spec.target().classes().isEmpty()
                ? new Value(
                        spec.target().name(),
                        spec.target().unit(),
                        0,
                        spec.target().divisor())
                : new Classes(spec.target().classes());
    }

    @Override
    public List<String> classes() {
        return spec.target().classes();
    }

    @Override
    public Rows inputs(InputSpec input, int[] rows, boolean training, long seed) {
        return ((Columns) input)
                .rows(Arrays.stream(rows).mapToObj(row -> records[row]).toArray(double[][]::new));
    }

    @Override
    public void copyTarget(int row, double[] target, int to) {
        target[to] = targets[row];
    }

    /** The only feature of a row. */
    double feature(int row) {
        return records[row][0];
    }

    List<String> features() {
        return features;
    }
}
