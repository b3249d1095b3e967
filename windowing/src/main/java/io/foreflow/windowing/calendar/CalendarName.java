package io.foreflow.windowing.calendar;

import io.foreflow.windowing.core.Holidays;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Names the holidays that a sensor keeps: {@code US}, {@code DE-BY} (a region of a country), {@code none}, or
 * {@code auto}. {@code auto} is the country of the sensor's zone, or none if the zone lies in no country or its
 * country's holidays are not known.
 */
public final class CalendarName {
    public static final CalendarName AUTO = new CalendarName("auto", Optional.empty());
    public static final CalendarName NONE = new CalendarName("none", Optional.empty());

    private static final String RULE =
            "must be a country such as US, or a region of one such as DE-BY, none, or auto (the"
                    + " country of the zone)";

    private final String text;
    private final Optional<CountryHolidays> country;

    private CalendarName(String text, Optional<CountryHolidays> country) {
        this.text = text;
        this.country = country;
    }

    /**
     * @throws IllegalArgumentException with the rule as its message, and a suggestion where one is known: "must be a
     *     country …"
     */
    public static CalendarName of(String text) {
        String name = text.strip();
        if (name.equalsIgnoreCase(AUTO.text)) {
            return AUTO;
        }
        if (name.equalsIgnoreCase(NONE.text)) {
            return NONE;
        }
        String[] parts = name.toUpperCase(Locale.ROOT).split("-", -1);
        if (!CountryHolidays.countries().contains(parts[0])) {
            throw new IllegalArgumentException(RULE + suggestion(name));
        }
        String country = parts[0].toLowerCase(Locale.ROOT);
        List<String> regions = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            Set<String> known = CountryHolidays.parts(country, regions);
            if (!known.contains(parts[i])) {
                String whole = String.join("-", List.of(parts).subList(0, i));
                throw new IllegalArgumentException(RULE
                        + (known.isEmpty()
                                ? "; " + whole + " has no regions of its own"
                                : "; the regions of " + whole + " are " + String.join(", ", known)));
            }
            regions.add(parts[i].toLowerCase(Locale.ROOT));
        }
        return new CalendarName(String.join("-", parts), Optional.of(new CountryHolidays(country, regions)));
    }

    /** Suggests the code for a country's name, and GB for UK. */
    private static String suggestion(String name) {
        if (name.equalsIgnoreCase("UK")) {
            return "; did you mean GB?";
        }
        return CountryHolidays.countries().stream()
                .filter(code ->
                        new Locale("", code).getDisplayCountry(Locale.ENGLISH).equalsIgnoreCase(name)
                                || isIso3(code, name))
                .findFirst()
                .map(code -> "; did you mean " + code + "?")
                .orElse("");
    }

    private static boolean isIso3(String code, String name) {
        return name.length() == 3
                && List.of(Locale.getISOCountries()).contains(code)
                && new Locale("", code).getISO3Country().equalsIgnoreCase(name);
    }

    /** Returns the calendar of a zone's country; empty if it lies in none, or the country's holidays are not known. */
    public static Optional<CalendarName> ofCountry(ZoneId zone) {
        return ZoneCountries.of(zone)
                .filter(Known.COUNTRIES::contains)
                .map(code -> new CalendarName(
                        code, Optional.of(new CountryHolidays(code.toLowerCase(Locale.ROOT), List.of()))));
    }

    /** Returns the calendars of a country's regions, by name; none if it has no regions or this is no country. */
    public List<CalendarName> regions() {
        return country.filter(whole -> whole.regions().isEmpty()).stream()
                .flatMap(whole -> CountryHolidays.parts(whole.country(), List.of()).stream())
                .map(region -> of(text + "-" + region))
                .toList();
    }

    /** @param zone the sensor's time zone */
    Holidays holidays(ZoneId zone) {
        if (equals(NONE)) {
            return Holidays.NONE;
        }
        return country.or(() -> ofCountry(zone).flatMap(name -> name.country))
                .<Holidays>map(known -> known)
                .orElse(Holidays.NONE);
    }

    /** Holds the calendars that exist; loaded once, because each window needs one. */
    private static final class Known {
        private static final Set<String> COUNTRIES = Set.copyOf(CountryHolidays.countries());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CalendarName that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the name as it is written in a configuration. */
    @Override
    public String toString() {
        return text;
    }
}
