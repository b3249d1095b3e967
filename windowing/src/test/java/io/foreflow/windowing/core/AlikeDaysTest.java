package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Readings whose value says which day they are of: 1 for 2021-01-01, a Friday. */
class AlikeDaysTest {
    private static final Instant NEW_YEAR = Instant.parse("2021-01-01T00:00:00Z");

    @Test
    void shouldTakeTheMeanOfTheFourLatestDaysOfTheSameKind() {
        // when
        Window window = windowAt("2021-02-19T00:00:00Z", Set.of());

        // then: Fridays, of the five in memory the 22nd and 29th of January, 5th and 12th of February
        assertThat(window.alike().at(0)).isEqualTo((22 + 29 + 36 + 43) / 4.0);
        assertThat(window.alike().at(23)).isEqualTo(window.alike().at(0));
        assertThat(window.alike()).isEqualTo(window.usual());
        assertThat(window.holidays()).isEmpty();
    }

    @Test
    void shouldLookFurtherBackThanUsualWhereAHolidayWasInTheWay() {
        // when
        Window window = windowAt("2021-02-19T00:00:00Z", Set.of(LocalDate.parse("2021-02-12")));

        // then
        assertThat(window.alike().at(5)).isEqualTo((15 + 22 + 29 + 36) / 4.0);
        assertThat(window.holidays()).containsExactly(-7);
    }

    @Test
    void shouldTakeAHolidayForASundayAndTheReverse() {
        // given: Monday the 15th and Friday the 19th
        Set<LocalDate> holidays = Set.of(LocalDate.parse("2021-02-15"), LocalDate.parse("2021-02-19"));

        // when
        Window friday = windowAt("2021-02-19T00:00:00Z", holidays);
        Window sunday = windowAt("2021-02-21T00:00:00Z", holidays);

        // then: the 15th, and the Sundays 14th, 7th of February and 31st of January
        assertThat(friday.alike().at(0)).isEqualTo((46 + 45 + 38 + 31) / 4.0);
        assertThat(friday.holidays()).containsExactly(-4, 0);
        assertThat(sunday.alike().at(0)).isEqualTo((50 + 46 + 45 + 38) / 4.0);
        assertThat(sunday.holidays()).containsExactly(-6, -2);
    }

    @Test
    void shouldTellOfTheDayBeforeTheOriginWhatWasAlikeThen() {
        // when
        Window window = windowAt("2021-02-19T06:00:00Z", Set.of(LocalDate.parse("2021-02-18")));

        // then: from 6 on Thursday the 18th, a holiday, to 6 on Friday the 19th
        assertThat(window.alikePast().at(0)).isEqualTo((45 + 38 + 31 + 24) / 4.0);
        assertThat(window.alikePast().at(23)).isEqualTo((43 + 36 + 29 + 22) / 4.0);
    }

    @Test
    void shouldNotKnowWhatNeverWas() {
        // when: three days, Friday to Sunday
        Window window = windowAt("2021-01-04T00:00:00Z", Set.of());

        // then
        assertThat(window.alike().present()).isZero();
        assertThat(window.alikePast().present()).isZero();
        assertThat(window.yesterday().present()).isEqualTo(24);
    }

    @Test
    void shouldTellTheHolidaysAroundTheTarget() {
        // given: each day of the year
        Set<LocalDate> holidays = NEW_YEAR.atZone(ZoneId.of("UTC"))
                .toLocalDate()
                .datesUntil(LocalDate.parse("2022-01-01"))
                .collect(Collectors.toSet());

        // when
        Window window = windowAt("2021-02-19T06:00:00Z", holidays);

        // then
        assertThat(window.holidays())
                .containsExactlyElementsOf(IntStream.rangeClosed(-7, 3).boxed().toList());
    }

    private static Calendars keeping(Set<LocalDate> dates) {
        Holidays holidays = dates::contains;
        return (sensor, zone) -> holidays;
    }

    private static Window windowAt(String origin, Set<LocalDate> holidays) {
        SensorRun run = new SensorRun(WindowerConfig.defaults().withCalendars(keeping(holidays)));
        for (Instant time = NEW_YEAR; time.isBefore(Instant.parse(origin)); time = time.plus(Duration.ofHours(1))) {
            run.read(time, (double) (1 + Duration.between(NEW_YEAR, time).toDays()));
        }
        return run.lastWindow();
    }
}
