package io.foreflow.ingest.time;

import java.text.Normalizer;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The names of months and weekdays in the supported languages, as java.time writes them. Names compare without regard
 * to case and accents.
 */
final class CalendarNames {
    private static final List<Locale> LANGUAGES = List.of("en", "de", "fr", "es", "it", "nl", "pt").stream()
            .map(Locale::forLanguageTag)
            .toList();
    private static final List<TextStyle> STYLES =
            List.of(TextStyle.FULL, TextStyle.FULL_STANDALONE, TextStyle.SHORT, TextStyle.SHORT_STANDALONE);

    /** Ending of Portuguese weekdays. */
    private static final String FEIRA = "-feira";

    private static final Map<String, Integer> MONTHS = months();
    private static final Set<String> WEEKDAYS = weekdays();

    private CalendarNames() {}

    /** Returns the month with this name, 1 to 12; 0 if no month has it. */
    static int month(String name) {
        Integer month = MONTHS.get(name);
        if (month == null) {
            month = MONTHS.get(folded(name));
        }
        return month == null ? 0 : month;
    }

    static boolean isWeekday(String name) {
        return WEEKDAYS.contains(name) || WEEKDAYS.contains(folded(name));
    }

    /** Returns where the name that starts at {@code from} ends; {@code from} if there is none. */
    static int end(String text, int from) {
        int at = from;
        while (at < text.length() && isLetter(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns where a weekday that starts at {@code from} ends; {@code from} if there is none. */
    static int weekdayEnd(String text, int from) {
        int end = end(text, from);
        if (end == from || !isWeekday(text.substring(from, end))) {
            return from;
        }
        return text.regionMatches(true, end, FEIRA, 0, FEIRA.length()) ? end + FEIRA.length() : end;
    }

    private static boolean isLetter(char c) {
        return c < 128 ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') : isForeignLetter(c);
    }

    private static boolean isForeignLetter(char c) {
        return Character.isLetter(c) || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    private static Map<String, Integer> months() {
        Map<String, Integer> months = new HashMap<>();
        for (Locale language : LANGUAGES) {
            for (TextStyle style : STYLES) {
                for (Month month : Month.values()) {
                    for (String name : spellings(month.getDisplayName(style, language))) {
                        months.put(name, month.getValue());
                    }
                }
            }
        }
        return Map.copyOf(months);
    }

    private static Set<String> weekdays() {
        Set<String> weekdays = new HashSet<>();
        for (Locale language : LANGUAGES) {
            for (TextStyle style : STYLES) {
                for (DayOfWeek day : DayOfWeek.values()) {
                    weekdays.addAll(spellings(day.getDisplayName(style, language)));
                }
            }
        }
        return Set.copyOf(weekdays);
    }

    /** Returns the usual spellings, so that most names are found without conversion. */
    private static List<String> spellings(String name) {
        String plain = name.replace(".", "").replace(FEIRA, "");
        String lower = plain.toLowerCase(Locale.ROOT);
        String title = plain.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1);
        return List.of(plain, lower, title, plain.toUpperCase(Locale.ROOT), folded(plain));
    }

    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{Mn}", "")
                .toLowerCase(Locale.ROOT);
    }
}
