package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodColumnsTest {
    @ParameterizedTest
    @CsvSource({"%d, 0, 23", "%d, 1, 24", "HE%02d, 1, 24", "%02d, 1, 48", "H%d, 1, 96", "%dh, 0, 23"})
    void shouldTellCellsThatCountThePeriodsOfEachDay(String form, int first, int last) {
        assertThat(PeriodColumns.counts(days(form, first, last, 3))).isTrue();
    }

    @Test
    void shouldTellDaysWithAnHourLessOrMore() {
        List<String> days = Stream.of(days("%d", 1, 48, 2), days("%d", 1, 46, 1), days("%d", 1, 50, 1))
                .flatMap(List::stream)
                .toList();
        assertThat(PeriodColumns.counts(days)).isTrue();
    }

    @Test
    void shouldNotTakeOtherCellsForPeriods() {
        assertThat(PeriodColumns.counts(days("%d", 1, 20, 5))).isFalse();
        assertThat(PeriodColumns.counts(days("%d", 2, 40, 3))).isFalse();
        assertThat(PeriodColumns.counts(days("gate %d", 1, 40, 3))).isFalse();
        assertThat(PeriodColumns.counts(days("%02d:00", 0, 23, 3))).isFalse();
        assertThat(PeriodColumns.counts(List.of())).isFalse();
        assertThat(PeriodColumns.counts(List.of("1", "3", "24"))).isFalse();
        assertThat(PeriodColumns.counts(Stream.concat(days("%d", 1, 24, 1).stream(), Stream.of("", "x"))
                        .toList()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "%d, 0, 23",
        "%02d, 1, 24",
        "H%02d, 1, 24",
        "HE%d, 1, 24",
        "hour_%d, 1, 25",
        "%02d:00, 0, 23",
        "%dh, 0, 23"
    })
    void shouldTellNamesOfTheHoursOfADay(String form, int first, int last) {
        assertThat(PeriodColumns.name(days(form, first, last, 1))).isTrue();
    }

    @Test
    void shouldTellNamesThatAreTimesOfDay() {
        List<String> halves = IntStream.range(0, 48)
                .mapToObj(i -> "%02d:%02d".formatted(i / 2, i % 2 * 30))
                .toList();
        assertThat(PeriodColumns.name(halves)).isTrue();
    }

    @Test
    void shouldNotTakeNumberedSensorsForHours() {
        assertThat(PeriodColumns.name(days("well %d", 1, 30, 1))).isFalse();
        assertThat(PeriodColumns.name(days("H%d", 1, 12, 1))).isFalse();
        assertThat(PeriodColumns.name(days("H%d", 5, 40, 1))).isFalse();
        assertThat(PeriodColumns.name(List.of("a", "b"))).isFalse();
        assertThat(PeriodColumns.name(List.of())).isFalse();
    }

    private static List<String> days(String form, int first, int last, int days) {
        return IntStream.range(0, days)
                .boxed()
                .flatMap(day -> IntStream.rangeClosed(first, last).mapToObj(form::formatted))
                .toList();
    }
}
