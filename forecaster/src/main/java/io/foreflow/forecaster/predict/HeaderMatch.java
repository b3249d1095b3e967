package io.foreflow.forecaster.predict;

import static java.util.stream.Collectors.groupingBy;

import io.foreflow.ingest.table.ColumnNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The cells of a header, matched with the columns that a model reads. A cell that equals a column's name is that
 * column. If no cell does, names are compared without regard to case, surrounding white space and Unicode form, unless
 * that makes two columns of the model equal.
 *
 * @param columns for each cell the model's name of it, empty where the model does not read it
 * @param missing the model's columns that no cell names
 * @param others the cells that the model does not read
 * @param repeated columns that several cells name, with these cells
 */
record HeaderMatch(List<String> columns, List<String> missing, List<String> others, List<Repeated> repeated) {
    HeaderMatch {
        columns = List.copyOf(columns);
        missing = List.copyOf(missing);
        others = List.copyOf(others);
        repeated = List.copyOf(repeated);
    }

    /** One column that several cells name. */
    record Repeated(String column, List<String> cells) {}

    boolean isComplete() {
        return missing.isEmpty();
    }

    static HeaderMatch of(List<String> wanted, List<String> cells) {
        Map<String, List<Integer>> exact = positions(cells, false);
        Map<String, List<Integer>> alike = positions(cells, true);
        Map<String, List<Integer>> wantedAlike = positions(wanted, true);
        List<String> columns = new ArrayList<>(Collections.nCopies(cells.size(), ""));
        List<String> missing = new ArrayList<>();
        List<Repeated> repeated = new ArrayList<>();
        for (String name : wanted) {
            List<Integer> found = exact.getOrDefault(name, List.of());
            if (found.isEmpty()
                    && wantedAlike
                                    .getOrDefault(ColumnNames.comparable(name), List.of())
                                    .size()
                            == 1) {
                found = alike.getOrDefault(ColumnNames.comparable(name), List.of());
            }
            if (found.isEmpty()) {
                missing.add(name);
            } else if (found.size() > 1) {
                repeated.add(new Repeated(name, found.stream().map(cells::get).toList()));
            }
            found.forEach(at -> columns.set(at, name));
        }
        List<String> others = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).isEmpty()) {
                others.add(cells.get(i));
            }
        }
        return new HeaderMatch(columns, missing, others, repeated);
    }

    private static Map<String, List<Integer>> positions(List<String> names, boolean folded) {
        return IntStream.range(0, names.size())
                .boxed()
                .collect(groupingBy(i -> folded ? ColumnNames.comparable(names.get(i)) : names.get(i)));
    }
}
