package io.foreflow.ingest.table;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds columns of a table with one date a row that stand for the periods of the day, such as its hours or half hours. */
final class PeriodColumns {
    /** Minimum number of rows or columns. */
    private static final int FEWEST = 23;

    private static final Pattern NUMBERED = Pattern.compile("(\\D*)(\\d{1,3})(?:[:.hH]?00)?[hH]?");
    private static final Pattern CLOCK = Pattern.compile("\\d{1,2}[:.]\\d{2}([:.]00)?( ?-.*)?");
    private static final Set<String> HOURS = Set.of("", "h", "he");

    private PeriodColumns() {}

    /**
     * Returns true for cells that count the periods of each day, such as 1 to 48 or HE01 to HE24: each is one more than
     * the one before, or restarts at 0 or 1.
     */
    static boolean counts(List<String> cells) {
        int before = -1;
        int most = 0;
        for (String cell : cells) {
            int period = cell.indexOf(':') < 0 ? number(cell) : -1;
            if (period < 0 || (before >= 0 && period != before + 1 && period > 1)) {
                return false;
            }
            most = Math.max(most, period);
            before = period;
        }
        return most >= FEWEST;
    }

    /**
     * Returns true for names that are times of day, or the numbers of hours in their order: {@code H01} to {@code H24}.
     */
    static boolean name(List<String> names) {
        if (names.size() >= FEWEST
                && names.stream().allMatch(name -> CLOCK.matcher(name).matches())) {
            return true;
        }
        int before = -1;
        for (String name : names) {
            int period = number(name);
            if (period < 0 || (before < 0 ? period > 1 : period != before + 1)) {
                return false;
            }
            before = period;
        }
        return before >= FEWEST;
    }

    /** Returns the number of an hour or another period; negative if the text is not one. */
    private static int number(String text) {
        Matcher number = NUMBERED.matcher(text);
        return number.matches() && isHour(number.group(1)) ? Integer.parseInt(number.group(2)) : -1;
    }

    private static boolean isHour(String prefix) {
        List<String> words = ColumnNames.words(prefix);
        return HOURS.contains(String.join("", words)) || ColumnNames.isClock(prefix);
    }
}
