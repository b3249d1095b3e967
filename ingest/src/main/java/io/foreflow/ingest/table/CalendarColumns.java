package io.foreflow.ingest.table;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds columns whose values follow from the time of the row: parts of the time, and flags of the day. */
final class CalendarColumns {
    /** Minimum number of rows that show that a column is a part of the time. */
    private static final int LEAST_ROWS = 10;

    /** Maximum number of values of flags and classes. */
    private static final int MOST_CLASSES = 12;

    /** Minimum number of days that show that values follow the hour or the weekday. */
    private static final int LEAST_DAYS = 14;

    /** Number of days in which each day of the month recurs. */
    private static final int TWO_MONTHS = 62;

    /**
     * Minimum mean number of rows with a value for each hour, weekday or day, so that agreement by chance is unlikely.
     */
    private static final int ROWS_A_KEY = 4;

    private static final int HOURS = 24;

    private final List<@Nullable LocalDateTime> times;
    private final long days;

    /** @param times local times of the rows; null where a row has none */
    CalendarColumns(List<@Nullable LocalDateTime> times) {
        this.times = times;
        this.days = times.stream()
                .filter(time -> time != null)
                .map(LocalDateTime::toLocalDate)
                .distinct()
                .count();
    }

    /** A part of the time that tables have in columns of their own. */
    private enum CalendarPart {
        HOUR("hour", ChronoField.HOUR_OF_DAY, LEAST_DAYS),
        TIME_OF_DAY("time of day", ChronoField.SECOND_OF_DAY, LEAST_DAYS),
        WEEKDAY("weekday", ChronoField.DAY_OF_WEEK, LEAST_DAYS),
        DAY("day of the month", ChronoField.DAY_OF_MONTH, TWO_MONTHS),
        MONTH("month", ChronoField.MONTH_OF_YEAR, Integer.MAX_VALUE),
        YEAR("year", ChronoField.YEAR, Integer.MAX_VALUE);

        private final String label;
        private final ChronoField field;

        /**
         * Minimum number of days that show that values follow this part; months and years do not recur often enough.
         */
        private final int leastDays;

        CalendarPart(String label, ChronoField field, int leastDays) {
            this.label = label;
            this.field = field;
            this.leastDays = leastDays;
        }

        /** Returns the number in the column, less the number of this part. */
        double difference(double value, LocalDateTime time) {
            double difference = value - time.get(field);
            return this == HOUR && value >= 0 && value <= HOURS ? (difference + HOURS) % HOURS : difference;
        }

        /** Returns true for parts that people count from 0, 1 or another number. */
        boolean mayDiffer(int distinct) {
            return this == MONTH || this == YEAR || (this == HOUR && distinct > MOST_CLASSES);
        }
    }

    /**
     * Returns why a column is ignored; empty if it is not.
     *
     * @param values values of each row by column; NaN for a missing value
     * @param distinct number of different values of the column
     */
    Optional<String> why(int column, List<double[]> values, int distinct) {
        Optional<CalendarPart> part = Arrays.stream(CalendarPart.values())
                .filter(one -> isPart(one, column, values, distinct)
                        || (days >= one.leastDays && follows(one, column, values)))
                .findFirst();
        if (part.isPresent()) {
            return part.map(one -> "known from the time (its " + one.label + ")");
        }
        boolean isFlag = days >= LEAST_DAYS
                && distinct <= MOST_CLASSES
                && ValueColumns.follows(column, values, row -> date(times.get(row)), ROWS_A_KEY);
        return isFlag ? Optional.of("one value a day, such as a season or a holiday") : Optional.empty();
    }

    private static @Nullable LocalDate date(@Nullable LocalDateTime time) {
        return time == null ? null : time.toLocalDate();
    }

    /** Returns true if each value is the number of the part; few rows show that as well as many. */
    private boolean isPart(CalendarPart part, int column, List<double[]> values, int distinct) {
        double first = part.mayDiffer(distinct) ? Double.NaN : 0;
        int rows = 0;
        for (int row = 0; row < values.size(); row++) {
            LocalDateTime time = times.get(row);
            double value = values.get(row)[column];
            if (time == null || Double.isNaN(value)) {
                continue;
            }
            double difference = part.difference(value, time);
            if (difference != first && !Double.isNaN(first)) {
                return false;
            }
            first = difference;
            rows++;
        }
        return rows >= LEAST_ROWS && distinct > 1;
    }

    private boolean follows(CalendarPart part, int column, List<double[]> values) {
        return ValueColumns.follows(
                column,
                values,
                row -> {
                    LocalDateTime time = times.get(row);
                    return time == null ? null : (Object) time.get(part.field);
                },
                ROWS_A_KEY);
    }
}
