package io.foreflow.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimePatternsTest {
    private static final LocalDateTime NEW_YEAR = LocalDateTime.parse("2018-01-01T00:00");

    /** Patterns that DateTimeFormatter writes alike. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "dd.MM.yyyy HH:mm | dd.MM.yyyy HH:mm",
                "dd.MM.yyyy HH:mm:ss | dd.MM.yyyy HH:mm:ss",
                "dd.MM.yyyy | dd.MM.yyyy",
                "d.M.yyyy | d.M.yyyy",
                "d.M.yy H:mm | d.M.yy H:mm",
                "dd/MM/yyyy HH.mm.ss | dd/MM/yyyy HH.mm.ss",
                "dd/MM/yyyy HH:mm | dd/MM/yyyy HH:mm",
                "MM/dd/yyyy HH:mm | MM/dd/yyyy HH:mm",
                "MM/dd/yyyy hh:mm:ss a | MM/dd/yyyy hh:mm:ss a",
                "M/d/yyyy h:mm a | M/d/yyyy h:mm a",
                "M/d/yyyy h:mma | M/d/yyyy h:mma",
                "M/d/yyyy h a | M/d/yyyy h a",
                "M/d/yyyy H:mm | M/d/yyyy H:mm",
                "M/d/yy H:mm | M/d/yy H:mm",
                "dd/MM/yy HH:mm | dd/MM/yy HH:mm",
                "MM/dd/yy HH:mm | MM/dd/yy HH:mm",
                "yy/MM/dd HH:mm | yy/MM/dd HH:mm",
                "yy-MM-dd HH:mm | yy-MM-dd HH:mm",
                "dd-MMM-yyyy HH:mm | dd-MMM-yyyy HH:mm",
                "dd-MMM-yy | dd-MMM-yy",
                "d MMM yyyy | d MMM yyyy",
                "d MMMM yyyy | d MMM yyyy",
                "MMM d, yyyy h:mm a | MMM d, yyyy h:mm a",
                "ddMMMyyyy:HH:mm:ss | ddMMMyyyy:HH:mm:ss",
                "EEE, dd MMM yyyy HH:mm:ss 'GMT' | E, dd MMM yyyy HH:mm:ss X",
                "EEE dd.MM.yyyy HH:mm | E dd.MM.yyyy HH:mm",
                "yyyy/MM/dd HH:mm | yyyy/MM/dd HH:mm",
                "yyyy-MM-dd | yyyy-MM-dd",
                "yyyy.MM.dd | yyyy.MM.dd",
                "yyyy-MM-dd HH | yyyy-MM-dd HH",
                "yyyy-MM-dd H | yyyy-MM-dd H",
                "dd/MM/yyyy H | dd/MM/yyyy H",
                "yyyy M d H | yyyy M d H",
                "yyyy M d H m | yyyy M d H m",
                "yyyyMMdd | yyyyMMdd",
                "yyyyMMddHH | yyyyMMddHH",
                "yyyyMMddHHmm | yyyyMMddHHmm",
                "yyyyMMddHHmmss | yyyyMMddHHmmss",
                "yyyyMMdd:HHmm | yyyyMMdd:HHmm",
                "yyyyMMdd HHmm | yyyyMMdd HHmm",
                "yyyyMMdd'T'HHmmss | yyyyMMddTHHmmss",
                "yyyyMMdd'T'HHmmss'Z' | yyyyMMddTHHmmssX",
                "ddMMyyyy | ddMMyyyy",
                "yyyy-MM-dd HH:mm | iso",
                "yyyy-MM-dd'T'HH:mm:ss | iso",
                "yyyy-MM-dd HH:mm:ss'+01:00' | iso",
                "yyyy-MM-dd HH:mm:ss.SSS | iso",
                "yyyy-MM-dd'T'HH:mm'Z' | iso",
                "yyyy-MM-dd H:mm | yyyy-MM-dd H:mm",
                "yyyy-MM-dd HH:mm 'UTC' | yyyy-MM-dd HH:mm X",
                "yyyy-MM-dd HH:mm:ss '+0100' | yyyy-MM-dd HH:mm:ssX",
                "dd/MM/yyyy HH:mm:ss'+01:00' | dd/MM/yyyy HH:mm:ssX",
                "dd/MM/yyyy HH:mm:ss'-05:00' | dd/MM/yyyy HH:mm:ssX",
                "dd.MM.yyyy HH:mm:ss,SSS | dd.MM.yyyy HH:mm:ss,SSS",
                "dd.MM.yyyy HH:mm 'Uhr' | dd.MM.yyyy HH:mm 'Uhr'",
                "dd.MM.yyyy HH'h'mm | dd.MM.yyyy HH'h'mm",
                "d 'de' MMMM 'de' yyyy | d 'de' MMM 'de' yyyy",
                "HH:mm dd.MM.yyyy | HH:mm dd.MM.yyyy",
                "'['dd/MM/yyyy HH:mm']' | '['dd/MM/yyyy HH:mm']'"
            })
    void shouldFindThePattern(String written, String expected) {
        // given a year of readings, or fifty days
        List<String> texts = series(
                written,
                written.contains("H") || written.contains("h") ? Duration.ofHours(1) : Period.ofDays(1),
                1_200);

        // when
        TimePatterns.Detected detected = TimePatterns.detect(texts);

        // then
        assertThat(detected.patterns()).as(texts.get(0)).containsExactly(TimePattern.of(expected));
        assertThat(detected.fitting()).isEqualTo(1_200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de | EEE, d. MMM yyyy HH:mm | E, d. MMM yyyy HH:mm",
                "fr | d MMM yyyy HH:mm | d MMM yyyy HH:mm",
                "es | EEE d MMM yyyy HH:mm | E d MMM yyyy HH:mm",
                "it | EEEE d MMMM yyyy H:mm | E d MMM yyyy H:mm",
                "nl | d-MMM-yyyy HH:mm | d-MMM-yyyy HH:mm",
                "pt | EEEE, d MMM yyyy HH:mm | E, d MMM yyyy HH:mm"
            })
    void shouldFindThePatternOfNames(String language, String written, String expected) {
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern(written, Locale.forLanguageTag(language));
        List<String> texts = IntStream.range(0, 2_000)
                .mapToObj(i -> formatter.format(NEW_YEAR.plusHours(6L * i)))
                .toList();

        assertThat(TimePatterns.detect(texts))
                .isEqualTo(new TimePatterns.Detected(List.of(TimePattern.of(expected)), 2_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dd.MM.yyyy HH:mm|' - '|HH:mm|dd.MM.yyyy HH:mm - HH:mm",
                "dd.MM.yyyy HH:mm|'-'|HH:mm|dd.MM.yyyy HH:mm-HH:mm",
                "dd/MM/yyyy HH:mm|' – '|HH:mm|dd/MM/yyyy HH:mm – HH:mm",
                "dd.MM.yyyy HH|'-'|HH|dd.MM.yyyy HH-HH",
                "dd.MM.yyyy H|'-'|H|dd.MM.yyyy H-H",
                "dd.MM.yyyy HH:mm|' - '|dd.MM.yyyy HH:mm|dd.MM.yyyy HH:mm - dd.MM.yyyy HH:mm",
                "MM/dd/yyyy hh:mm a|' - '|hh:mm a|MM/dd/yyyy hh:mm a - hh:mm a",
                "dd.MM.yyyy HH:mm|' bis '|HH:mm|dd.MM.yyyy HH:mm 'bis' HH:mm"
            })
    void shouldFindIntervals(String start, String between, String end, String expected) {
        DateTimeFormatter starts = DateTimeFormatter.ofPattern(start, Locale.ROOT);
        DateTimeFormatter ends = DateTimeFormatter.ofPattern(end, Locale.ROOT);
        List<String> texts = IntStream.range(0, 800)
                .mapToObj(i -> NEW_YEAR.plusHours(i))
                .map(time -> starts.format(time) + between + ends.format(time.plusHours(1)))
                .toList();

        assertThat(TimePatterns.detect(texts).patterns()).containsExactly(TimePattern.of(expected));
    }

    @Test
    void shouldFindMidnightsThatEndADay() {
        List<String> texts = IntStream.range(0, 800)
                .mapToObj(i -> NEW_YEAR.plusHours(i))
                .map(time -> time.getHour() > 0
                        ? time.toString().replace('T', ' ')
                        : time.minusDays(1).toLocalDate() + " 24:00")
                .toList();

        assertThat(TimePatterns.detect(texts))
                .isEqualTo(new TimePatterns.Detected(List.of(TimePattern.of("yyyy-MM-dd HH:mm")), 800));
    }

    @ParameterizedTest
    @CsvSource({
        "1514764800, 3600, epochSeconds",
        "1514764800000, 3600000, epochMillis",
        "946684800, 3600, epochSeconds",
        "4000000000, 60, epochSeconds"
    })
    void shouldFindEpochs(long first, long step, String expected) {
        List<String> texts = IntStream.range(0, 100)
                .mapToObj(i -> Long.toString(first + i * step))
                .toList();

        assertThat(TimePatterns.detect(texts).patterns()).containsExactly(TimePattern.of(expected));
    }

    @Test
    void shouldFindEpochsWithAFraction() {
        assertThat(TimePatterns.detect(List.of("1514764800.0", "1514768400.0", "1514772000.0"))
                        .patterns())
                .containsExactly(TimePattern.EPOCH_SECONDS);
    }

    /** In the first twelve days of a month, only the steps say which number is the day. */
    @ParameterizedTest
    @ValueSource(
            strings = {"dd/MM/yyyy HH:mm", "MM/dd/yyyy HH:mm", "d.M.yy H:mm", "MM-dd-yyyy HH:mm", "dd/MM/yy HH:mm"})
    void shouldTellDayFromMonthByTheSteps(String pattern) {
        // given two days, forwards, backwards, and with a gap
        List<String> texts =
                new ArrayList<>(series(pattern, NEW_YEAR.plusDays(1).plusMonths(2), Duration.ofHours(1), 48));

        // then
        assertThat(TimePatterns.detect(texts).patterns()).containsExactly(TimePattern.of(pattern));
        texts.remove(30);
        assertThat(TimePatterns.detect(texts).patterns()).containsExactly(TimePattern.of(pattern));
        Collections.reverse(texts);
        assertThat(TimePatterns.detect(texts).patterns()).containsExactly(TimePattern.of(pattern));
    }

    @Test
    void shouldTellDayFromMonthInAMonthlySeries() {
        // given three years of firsts of the month: under the other reading, January 1 to 12 of each year
        assertThat(TimePatterns.detect(series("dd/MM/yyyy", Period.ofMonths(1), 36))
                        .patterns())
                .containsExactly(TimePattern.of("dd/MM/yyyy"));
        assertThat(TimePatterns.detect(series("MM/dd/yyyy", Period.ofMonths(1), 36))
                        .patterns())
                .containsExactly(TimePattern.of("MM/dd/yyyy"));
    }

    @Test
    void shouldTellDayFromMonthByOneTextAmongThousands() {
        List<String> texts = new ArrayList<>(Collections.nCopies(5_000, "01/02/2018 10:00"));
        texts.add("31/01/2018 10:00");

        assertThat(TimePatterns.detect(texts))
                .isEqualTo(new TimePatterns.Detected(List.of(TimePattern.of("dd/MM/yyyy HH:mm")), 5_001));
    }

    @Test
    void shouldReadOneDigitWhereOneTextOfThousandsHasIt() {
        List<String> texts = series("d.M.yyyy HH:mm", NEW_YEAR.minusDays(60), Duration.ofHours(1), 1_441);

        assertThat(texts).endsWith("1.1.2018 00:00");
        assertThat(TimePatterns.detect(texts))
                .isEqualTo(new TimePatterns.Detected(List.of(TimePattern.of("d.M.yyyy HH:mm")), 1_441));
    }

    @Test
    void shouldTellDayFromMonthInAShuffledFileByItsSpan() {
        List<String> shuffled = new ArrayList<>(series("dd/MM/yyyy HH:mm", Duration.ofHours(1), 168));
        Collections.shuffle(shuffled, new Random(7));

        assertThat(TimePatterns.detect(shuffled).patterns()).containsExactly(TimePattern.of("dd/MM/yyyy HH:mm"));
    }

    @Test
    void shouldNameBothPatternsWhenNothingTells() {
        // given hours of one day, one time, and a few firsts of the month or days of January
        List<TimePattern> both = List.of(TimePattern.of("dd/MM/yyyy HH:mm"), TimePattern.of("MM/dd/yyyy HH:mm"));
        List<String> oneDay = series("dd/MM/yyyy HH:mm", NEW_YEAR.plusDays(1), Duration.ofHours(1), 24);
        List<String> dates = series("dd/MM/yyyy", Period.ofMonths(1), 8);

        // then
        assertThat(TimePatterns.detect(oneDay).patterns()).isEqualTo(both);
        assertThat(TimePatterns.detect(List.of("01/02/2018 10:00")).patterns()).isEqualTo(both);
        assertThat(TimePatterns.detect(dates).patterns())
                .containsExactly(TimePattern.of("dd/MM/yyyy"), TimePattern.of("MM/dd/yyyy"));
    }

    @Test
    void shouldTellIntervalsFromOffsets() {
        List<String> intervals = List.of("2018-01-05 09:00-10:00", "2018-01-05 10:00-11:00", "2018-01-05 11:00-12:00");
        List<String> offsets = List.of("2018-01-05 09:00-05:00", "2018-01-05 10:00-05:00", "2018-01-05 11:00-05:00");

        assertThat(TimePatterns.detect(intervals).patterns()).containsExactly(TimePattern.of("yyyy-MM-dd HH:mm-HH:mm"));
        assertThat(TimePatterns.detect(offsets).patterns()).containsExactly(TimePattern.ISO);
    }

    @Test
    void shouldPassOverWhatIsNoTime() {
        // given an empty row, units, totals and a broken time among hours
        List<String> texts = Stream.of(
                        Stream.of("", "[dd.mm.yyyy]", "1", "32.01.2018 00:00"),
                        series("dd.MM.yyyy HH:mm", Duration.ofHours(1), 500).stream(),
                        Stream.of("Total", "500", "Mean 2018"))
                .flatMap(each -> each)
                .toList();

        assertThat(TimePatterns.detect(texts))
                .isEqualTo(new TimePatterns.Detected(List.of(TimePattern.of("dd.MM.yyyy HH:mm")), 500));
    }

    @Test
    void shouldFindThePatternOfMostTexts() {
        // given an export that changed its form
        List<String> texts = new ArrayList<>(series("dd.MM.yyyy HH:mm", Duration.ofHours(1), 700));
        texts.addAll(series("yyyy-MM-dd HH:mm", Duration.ofHours(1), 300));

        assertThat(TimePatterns.detect(texts))
                .isEqualTo(new TimePatterns.Detected(List.of(TimePattern.of("dd.MM.yyyy HH:mm")), 700));
    }

    @Test
    void shouldFindNothingInOtherColumns() {
        List<List<String>> columns = List.of(
                List.of(),
                List.of("", "Total"),
                List.of("north", "south"),
                List.of("12", "13", "2017"),
                List.of("1.5", "2.25", "10.125"),
                List.of("1.234,5", "2.345,6"),
                List.of("2017", "2018", "2019"),
                List.of("10:00", "11:00"),
                List.of("1234567890123456789", "1234567890123456790"),
                List.of("192.168.1.1", "192.168.1.2"),
                List.of("01.01.2018", "x1", "x2", "x3"),
                List.of("2018-13-45", "2018-14-45"));

        assertThat(columns).allSatisfy(texts -> assertThat(TimePatterns.detect(texts))
                .isEqualTo(new TimePatterns.Detected(List.of(), 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01.01.2017",
                "2018-01-05T03:04Z",
                "201801050304",
                "20180105",
                "1514764800",
                "1514764800000",
                "Jan 5, 2018 3:00 PM",
                "01/01/18 00:15",
                "2010 1 1 0"
            })
    void shouldTakeForATime(String text) {
        assertThat(TimePatterns.mayBeTime(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "12",
                "2017",
                "180105",
                "1.5",
                "-200",
                "1013.25",
                "10:00",
                "NaN",
                "123456789",
                "9999999999",
                "20189999",
                "1e9",
                "1,234,567",
                "12 345 678",
                "Mo"
            })
    void shouldNotTakeForATime(String text) {
        assertThat(TimePatterns.mayBeTime(text)).isFalse();
    }

    @Test
    void shouldFindNoPatternOfTextsWithControlCharacters() {
        assertThat(TimePatterns.detect(
                                List.of("2023-12-3\u0001\u000622:15:00.000Z", "2023-12-3\u0001\u000622:30:00.000Z"))
                        .patterns())
                .isEmpty();
        assertThat(TimePatterns.mayBeTime("2023-12-31\u000122:15")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00:00", "00:00 - 01:00", "00:00-01:00", "18.00.00", "9:05:07", "3 PM", "24:00", "10:00Z"})
    void shouldTakeForATimeOfDay(String text) {
        assertThat(TimePatterns.mayBeTimeOfDay(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9", "18.30", "1015", "25:00", "01.01.2017", "north", "10:00:00:00"})
    void shouldNotTakeForATimeOfDay(String text) {
        assertThat(TimePatterns.mayBeTimeOfDay(text)).isFalse();
    }

    private static List<String> series(String pattern, TemporalAmount step, int count) {
        return series(pattern, NEW_YEAR, step, count);
    }

    private static List<String> series(String pattern, LocalDateTime first, TemporalAmount step, int count) {
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        return Stream.iterate(first, time -> time.plus(step))
                .limit(count)
                .map(formatter::format)
                .toList();
    }
}
