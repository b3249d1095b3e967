package io.foreflow.windowing.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.Holidays;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensorCalendarsTest {
    private static final SensorId SENSOR = SensorId.of("s1");
    private static final ZoneId UTC = ZoneId.of("UTC");

    @Test
    void shouldKeepTheFederalHolidaysOfTheUnitedStatesAsObserved() {
        assertThat(holidays("US", 2021))
                .containsExactly(
                        "2021-01-01", // New Year's Day
                        "2021-01-18", // Birthday of Martin Luther King, Jr.
                        "2021-02-15", // Washington's Birthday
                        "2021-05-31", // Memorial Day
                        "2021-06-18", // Juneteenth, a Saturday, made up for the day before
                        "2021-06-19",
                        "2021-07-04", // Independence Day, a Sunday, made up for the day after
                        "2021-07-05",
                        "2021-09-06", // Labor Day
                        "2021-10-11", // Columbus Day
                        "2021-11-11", // Veterans Day
                        "2021-11-25", // Thanksgiving Day
                        "2021-12-24", // Christmas Day, a Saturday
                        "2021-12-25",
                        "2021-12-31"); // New Year's Day of 2022, a Saturday
        assertThat(holidays("US", 2020)).doesNotContain("2020-06-19", "2020-11-03");
    }

    @Test
    void shouldAddTheHolidaysOfARegion() {
        // given
        List<String> country = holidays("DE", 2024);
        List<String> bavaria = holidays("DE-BY", 2024);

        // then: Epiphany, Corpus Christi and All Saints' Day
        assertThat(country).contains("2024-10-03", "2024-05-20").doesNotContain("2024-01-06");
        assertThat(bavaria).containsAll(country).contains("2024-01-06", "2024-05-30", "2024-11-01");
        assertThat(holidays("us-ca", 2021)).containsAll(holidays("US", 2021)).contains("2021-03-31", "2021-11-26");
    }

    @ParameterizedTest
    @CsvSource({
        "America/Los_Angeles, 2021-11-25, true",
        "US/Pacific, 2021-11-25, true",
        "Europe/Berlin, 2021-10-03, true",
        "Europe/Berlin, 2021-11-25, false",
        "Asia/Calcutta, 2021-08-15, true",
        "UTC, 2021-12-25, false",
        "Etc/GMT+8, 2021-12-25, false",
        "CET, 2021-12-25, false",
        "+01:00, 2021-12-25, false"
    })
    void shouldTellTheCountryByTheZone(ZoneId zone, LocalDate date, boolean holiday) {
        Holidays holidays = SensorCalendars.all(CalendarName.AUTO).of(SENSOR, zone);
        assertThat(holidays.contains(date)).isEqualTo(holiday);
    }

    @Test
    void shouldPreferTheSensorsOwnCalendar() {
        // given
        SensorCalendars calendars = new SensorCalendars(
                CalendarName.of("US"), Map.of(SENSOR, CalendarName.of("DE"), SensorId.of("off"), CalendarName.NONE));
        LocalDate germanUnity = LocalDate.parse("2022-10-03");
        LocalDate independence = LocalDate.parse("2022-07-04");

        // then
        assertThat(calendars.of(SENSOR, UTC).contains(germanUnity)).isTrue();
        assertThat(calendars.of(SENSOR, UTC).contains(independence)).isFalse();
        assertThat(calendars.of(SensorId.of("other"), UTC).contains(independence))
                .isTrue();
        assertThat(calendars.of(SensorId.of("off"), UTC).contains(independence)).isFalse();
    }

    @Test
    void shouldKnowTheCountryOfEachZoneThatLiesInOne() {
        // given: what Java knows, without offsets and rules that lie nowhere
        TreeSet<String> placed = ZoneId.getAvailableZoneIds().stream()
                .filter(id -> id.contains("/") && !id.startsWith("Etc/") && !id.startsWith("SystemV/"))
                .collect(Collectors.toCollection(TreeSet::new));

        // then
        assertThat(placed).isNotEmpty().allSatisfy(id -> assertThat(ZoneCountries.of(ZoneId.of(id)))
                .as(id)
                .isPresent());
    }

    @Test
    void shouldNameTheRegionsOfAZonesCountry() {
        // when
        CalendarName germany =
                CalendarName.ofCountry(ZoneId.of("Europe/Berlin")).orElseThrow();

        // then
        assertThat(germany).isEqualTo(CalendarName.of("DE"));
        assertThat(germany.regions()).hasSize(16).contains(CalendarName.of("DE-BY"), CalendarName.of("DE-SN"));
        assertThat(CalendarName.of("DE-BY").regions()).isEmpty();
        assertThat(CalendarName.NONE.regions()).isEmpty();
        assertThat(CalendarName.ofCountry(UTC)).isEmpty();
    }

    @Test
    void shouldBeEqualByName() {
        assertThat(SensorCalendars.all(CalendarName.of(" us-CA ")))
                .isEqualTo(SensorCalendars.all(CalendarName.of("US-ca")))
                .isNotEqualTo(SensorCalendars.all(CalendarName.of("US")));
        assertThat(CalendarName.of("us-ca")).hasToString("US-CA");
        assertThat(CalendarName.of("Auto")).isSameAs(CalendarName.AUTO);
        assertThat(CalendarName.of("NONE")).isSameAs(CalendarName.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "Germany, did you mean DE?",
        "USA, did you mean US?",
        "UK, did you mean GB?",
        "XX, must be a country such as US",
        "'', must be a country such as US",
        "US-XX, the regions of US are AK",
        "US-, the regions of US are AK",
        "DE-BY-XX, the regions of DE-BY are",
        "NYSE, must be a country such as US"
    })
    void shouldSuggestWhatSomebodyMayHaveMeant(String name, String message) {
        assertThatThrownBy(() -> CalendarName.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static List<String> holidays(String name, int year) {
        Holidays holidays = SensorCalendars.all(CalendarName.of(name)).of(SENSOR, UTC);
        return LocalDate.of(year, 1, 1)
                .datesUntil(LocalDate.of(year + 1, 1, 1))
                .filter(holidays::contains)
                .map(LocalDate::toString)
                .toList();
    }
}
