package io.foreflow.ingest.table;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Tables in memory for tests. */
final class SampleTables {
    static final LocalDateTime START = LocalDateTime.parse("2026-01-05T00:00");

    private SampleTables() {}

    /** A table whose rows are lines with commas; the header is one too. */
    static SampleTable of(String header, List<String> rows) {
        return new SampleTable(
                ',', 1, cells(header), rows.stream().map(SampleTables::cells).toList(), List.of());
    }

    /** Rows that are made of their number. */
    static List<String> rows(int count, IntFunction<String> row) {
        return IntStream.range(0, count).mapToObj(row).toList();
    }

    /** Times of rows, evenly apart. */
    static List<LocalDateTime> times(int count, Duration step) {
        List<LocalDateTime> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            times.add(START.plus(step.multipliedBy(i)));
        }
        return times;
    }

    private static List<String> cells(String line) {
        return Arrays.asList(line.split(",", -1));
    }
}
