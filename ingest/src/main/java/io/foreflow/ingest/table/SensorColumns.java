package io.foreflow.ingest.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The columns that together identify the sensors of a table.
 *
 * @param columns none if each time has one row
 * @param needed true if times repeat though no column distinguishes the rows of one time
 */
record SensorColumns(List<Integer> columns, boolean needed) {
    /** Mean number of rows per time above which a table has several sensors. */
    private static final double ROWS_A_TIME = 1.3;

    /** Minimum share of the rows that sensor and time must distinguish. */
    private static final double DISTINGUISHED = 0.98;

    private static final double GOOD_ENOUGH = 0.9;
    private static final int MOST_COLUMNS = 3;
    private static final int MOST_ROWS = 20_000;

    SensorColumns {
        columns = List.copyOf(columns);
    }

    /**
     * @param times times of the rows, as text
     * @param texts indices of columns that hold text
     * @param integers indices of columns that hold whole numbers
     */
    static SensorColumns find(SampleTable table, List<String> times, List<Integer> texts, List<Integer> integers) {
        return new Search(table, times, new HashSet<>(texts)).find(texts, integers);
    }

    private static final class Search {
        private final SampleTable table;
        private final List<String> times;
        private final Set<Integer> texts;
        private final int rows;

        Search(SampleTable table, List<String> times, Set<Integer> texts) {
            this.table = table;
            this.times = times;
            this.texts = texts;
            this.rows = Math.min(MOST_ROWS, times.size());
        }

        SensorColumns find(List<Integer> text, List<Integer> integers) {
            double apart = apart(List.of());
            boolean repeated = apart < 1 / ROWS_A_TIME;
            List<Integer> candidates =
                    new ArrayList<>(text.stream().filter(this::repeats).toList());
            if (!repeated) {
                // Sensors come one after another, or each has times of its own.
                Stream<Integer> ids = integers.stream()
                        .filter(this::repeats)
                        .filter(column -> ColumnNames.isId(table.names().get(column)));
                return new SensorColumns(
                        Stream.concat(candidates.stream().filter(this::isNamed), ids)
                                .limit(1)
                                .toList(),
                        false);
            }
            integers.stream()
                    .filter(this::repeats)
                    .filter(column -> isNamed(column) || occursAtMostTimes(column))
                    .forEach(candidates::add);
            List<Integer> chosen = new ArrayList<>();
            while (apart < DISTINGUISHED && chosen.size() < MOST_COLUMNS) {
                List<Integer> so = List.copyOf(chosen);
                double before = apart;
                List<Integer> better = candidates.stream()
                        .filter(column -> !so.contains(column))
                        .filter(column -> apart(with(so, column)) > before + (1 - before) / 4)
                        .toList();
                if (better.isEmpty()) {
                    break;
                }
                double most = better.stream()
                        .mapToDouble(column -> apart(with(so, column)))
                        .max()
                        .orElseThrow();
                int best = better.stream()
                        .filter(column -> apart(with(so, column)) >= DISTINGUISHED * most || isNamed(column))
                        .min(Comparator.<Integer, Boolean>comparing(column -> !isNamed(column))
                                .thenComparing(column -> !texts.contains(column))
                                .thenComparing(this::distinct)
                                .thenComparing(column -> column))
                        .orElseThrow();
                chosen.add(best);
                apart = apart(chosen);
            }
            if (apart < DISTINGUISHED && chosen.removeIf(column -> !isNamed(column) && !texts.contains(column))) {
                // Numbers that distinguish most rows of a time do so by chance: they are values.
                apart = apart(chosen);
            }
            return new SensorColumns(chosen, apart < GOOD_ENOUGH && chosen.isEmpty());
        }

        private static List<Integer> with(List<Integer> columns, int further) {
            List<Integer> all = new ArrayList<>(columns);
            all.add(further);
            return all;
        }

        private boolean isNamed(int column) {
            return ColumnNames.isSensor(table.names().get(column));
        }

        /** Returns true if each number occurs at half or more of the times, as ids do and values do not. */
        private boolean occursAtMostTimes(int column) {
            long distinctTimes = times.stream().limit(rows).distinct().count();
            return 2.0 * rows >= (double) distinctTimes * distinct(column);
        }

        /** Returns true for a column with two values or more, each in two rows or more on average. */
        private boolean repeats(int column) {
            int distinct = distinct(column);
            return distinct > 1 && distinct <= rows / 2;
        }

        private int distinct(int column) {
            Set<String> cells = new HashSet<>();
            for (int i = 0; i < rows; i++) {
                cells.add(table.rows().get(i).get(column));
            }
            return cells.size();
        }

        /** Returns the share of the rows that these columns and the time distinguish. */
        private double apart(List<Integer> columns) {
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < rows; i++) {
                seen.add(RowReader.joined(table.rows().get(i), columns, "\u0000") + "\u0000" + times.get(i));
            }
            return rows == 0 ? 1 : (double) seen.size() / rows;
        }
    }
}
