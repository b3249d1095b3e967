package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of a source with its classes put into groups, which are the new classes. */
final class GroupedClasses implements RowSource {
    private final RowSource source;
    private final int[] groups;
    private final List<String> names;

    /**
     * @param groups by class, the number of its group; rows of a class with a negative number must not be used
     * @param count number of groups
     */
    GroupedClasses(RowSource source, int[] groups, int count) {
        this.source = source;
        this.groups = groups.clone();
        this.names = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Override
    public int rows() {
        return source.rows();
    }

    @Override
    public InputSpec input(int[] statistics) {
        return source.input(statistics);
    }

    @Override
    public OutputSpec output(int[] statistics) {
        return new Classes(names);
    }

    @Override
    public List<String> classes() {
        return names;
    }

    @Override
    public Rows inputs(InputSpec spec, int[] rows, boolean training, long seed) {
        return source.inputs(spec, rows, training, seed);
    }

    @Override
    public void copyTarget(int row, double[] target, int to) {
        target[to] = groups[source.label(row)];
    }
}
