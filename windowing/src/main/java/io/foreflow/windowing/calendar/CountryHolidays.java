package io.foreflow.windowing.calendar;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import io.foreflow.windowing.core.Holidays;
import java.time.LocalDate;
import java.time.Year;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The days off of a country or of one of its regions, from Jollyday: public and bank holidays, on their own date and on
 * the substitute date. The federal holidays of the United States come from {@link UnitedStates}, because Jollyday
 * leaves Columbus Day to the states.
 *
 * @param country code of ISO 3166-1 in small letters
 * @param regions from the largest to the smallest, in small letters; empty for the country as a whole
 */
record CountryHolidays(String country, List<String> regions) implements Holidays {
    private static final String UNITED_STATES = "us";

    CountryHolidays {
        regions = List.copyOf(regions);
    }

    /** The codes of all known countries, in capitals, ascending. */
    static Set<String> countries() {
        Set<String> countries = new TreeSet<>();
        HolidayManager.getSupportedCalendarCodes().stream()
                .filter(code -> code.length() == 2)
                .map(code -> code.toUpperCase(Locale.ROOT))
                .forEach(countries::add);
        return countries;
    }

    /** The codes of the regions of a country, or of the parts of a region, in capitals, ascending. */
    static Set<String> parts(String country, List<String> regions) {
        Map<String, CalendarHierarchy> children =
                manager(country).getCalendarHierarchy().getChildren();
        for (String region : regions) {
            CalendarHierarchy part = children.get(region);
            if (part == null) {
                throw new IllegalArgumentException(country + " has no region " + regions);
            }
            children = part.getChildren();
        }
        Set<String> parts = new TreeSet<>();
        children.keySet().forEach(code -> parts.add(code.toUpperCase(Locale.ROOT)));
        return parts;
    }

    @Override
    public boolean contains(LocalDate date) {
        if (country.equals(UNITED_STATES) && UnitedStates.FEDERAL.contains(date)) {
            return true;
        }
        // The substitute date of a holiday may lie in the year before or after.
        return IntStream.rangeClosed(date.getYear() - 1, date.getYear() + 1)
                .mapToObj(year -> manager(country).getHolidays(Year.of(year), regions.toArray(String[]::new)))
                .flatMap(Set::stream)
                .filter(holiday -> holiday.getType() != HolidayType.OBSERVANCE)
                .flatMap(CountryHolidays::dates)
                .anyMatch(date::equals);
    }

    private static Stream<LocalDate> dates(Holiday holiday) {
        return Stream.concat(Stream.of(holiday.getActualDate()), holiday.getObservedDate().stream());
    }

    /** Returns the manager of a country. Jollyday caches its managers and what they have computed. */
    private static HolidayManager manager(String country) {
        return HolidayManager.getInstance(ManagerParameters.create(country));
    }
}
