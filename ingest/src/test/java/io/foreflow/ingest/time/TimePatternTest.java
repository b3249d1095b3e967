package io.foreflow.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimePatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "dd.MM.yyyy HH:mm | 01.02.2018 03:04 | 2018-02-01T03:04",
                "dd.MM.yyyy HH:mm:ss | 31.12.2017 23:59:58 | 2017-12-31T23:59:58",
                "dd/MM/yyyy HH.mm.ss | 10/03/2004 18.00.00 | 2004-03-10T18:00",
                "dd/MM/yy HH:mm | 01/12/18 00:15 | 2018-12-01T00:15",
                "MM/dd/yy | 12/31/99 | 2099-12-31T00:00",
                "yy/MM/dd | 00/01/02 | 2000-01-02T00:00",
                "MM/dd/yyyy hh:mm:ss a | 01/02/2018 12:00:00 AM | 2018-01-02T00:00",
                "MM/dd/yyyy hh:mm:ss a | 01/02/2018 12:30:00 pm | 2018-01-02T12:30",
                "M/d/yyyy h:mm a | 1/2/2018 1:05 p.m. | 2018-01-02T13:05",
                "M/d/yyyy h:mm a | 1/2/2018 11:05 A. M. | 2018-01-02T11:05",
                "M/d/yyyy h:mma | 1/2/2018 3:05PM | 2018-01-02T15:05",
                "M/d/yyyy h a | 1/2/2018 3 PM | 2018-01-02T15:00",
                "M/d/yyyy H:mm | 1/2/2018 3:04 | 2018-01-02T03:04",
                "M/d/yyyy H:mm | 11/12/2018 13:04 | 2018-11-12T13:04",
                "dd-MMM-yyyy HH:mm | 05-Jan-2018 03:04 | 2018-01-05T03:04",
                "dd-MMM-yy HH:mm | 05-JAN-18 03:04 | 2018-01-05T03:04",
                "d MMM yyyy | 5 january 2018 | 2018-01-05T00:00",
                "d. MMM yyyy | 5. März 2018 | 2018-03-05T00:00",
                "d. MMM yyyy HH:mm | 5. Sept. 2018 01:00 | 2018-09-05T01:00",
                "dd.MMM.yyyy | 05.Mai.2018 | 2018-05-05T00:00",
                "d MMM yyyy | 5 FÉVR. 2018 | 2018-02-05T00:00",
                "d MMM yyyy | 5 fevrier 2018 | 2018-02-05T00:00",
                "d MMM yyyy | 5 août 2018 | 2018-08-05T00:00",
                "d 'de' MMM 'de' yyyy | 5 de enero de 2018 | 2018-01-05T00:00",
                "d MMM yyyy | 5 giugno 2018 | 2018-06-05T00:00",
                "d MMM yyyy | 5 mrt. 2018 | 2018-03-05T00:00",
                "d MMM yyyy | 5 dez. 2018 | 2018-12-05T00:00",
                "MMM d, yyyy h:mm a | Jan 5, 2018 3:00 PM | 2018-01-05T15:00",
                "ddMMMyyyy:HH:mm:ss | 05JAN2018:03:04:05 | 2018-01-05T03:04:05",
                "EEE dd.MM.yyyy HH:mm | Mo. 01.01.2018 03:04 | 2018-01-01T03:04",
                "E, dd.MM.yyyy | Dienstag, 01.01.2018 | 2018-01-01T00:00",
                "E, d/M/yyyy | terça-feira, 1/1/2018 | 2018-01-01T00:00",
                "E d/M/yyyy | mié 1/1/2018 | 2018-01-01T00:00",
                "yyyy/MM/dd HH:mm | 2018/01/05 03:04 | 2018-01-05T03:04",
                "yyyy-MM-dd | 2018-01-05 | 2018-01-05T00:00",
                "yyyy.MM.dd | 2018.01.05 | 2018-01-05T00:00",
                "yyyy-MM-dd H | 2018-01-05 9 | 2018-01-05T09:00",
                "dd/MM/yyyy H | 29/03/2007 9 | 2007-03-29T09:00",
                "yyyy M d H | 2010 1 1 0 | 2010-01-01T00:00",
                "yyyyMMdd | 20180105 | 2018-01-05T00:00",
                "yyyyMMddHH | 2018010503 | 2018-01-05T03:00",
                "yyyyMMddHHmm | 201801050304 | 2018-01-05T03:04",
                "yyyyMMddHHmmss | 20180105030405 | 2018-01-05T03:04:05",
                "yyyyMMddHHmmssSSS | 20180105030405678 | 2018-01-05T03:04:05.678",
                "yyyyMMdd:HHmm | 20180105:0304 | 2018-01-05T03:04",
                "yyyyMMdd Hmm | 20180105 304 | 2018-01-05T03:04",
                "yyyyMMdd Hmm | 20180105 1304 | 2018-01-05T13:04",
                "ddMMyyyy | 05012018 | 2018-01-05T00:00",
                "yyyyMMdd'T'HHmm | 20180105T0304 | 2018-01-05T03:04",
                "yyyyMMddTHHmm | 20180105t0304 | 2018-01-05T03:04",
                "dd.MM.yyyy HH'h'mm | 05.01.2018 03H04 | 2018-01-05T03:04",
                "dd.MM.yyyy HH 'o''clock' | 05.01.2018 03 o'clock | 2018-01-05T03:00",
                "yyyy-MM-dd HH:mm:ss.SSS | 2018-01-05 03:04:05.678 | 2018-01-05T03:04:05.678",
                "yyyy-MM-dd HH:mm:ss.S | 2018-01-05 03:04:05,123456789 | 2018-01-05T03:04:05.123456789",
                "yyyy-MM-dd HH:mm:ss.SSS | 2018-01-05 03:04:05 | 2018-01-05T03:04:05",
                "dd.MM.yyyy HH:mm | 31.12.2018 24:00 | 2019-01-01T00:00",
                "yyyyMMddHH | 2018013124 | 2018-02-01T00:00",
                "dd.MM.yyyy HH:mm - HH:mm | 01.01.2017 23:00 - 24:00 | 2017-01-01T23:00",
                "dd.MM.yyyy HH:mm - HH:mm | 01.01.2017 23:00 - 00:00 | 2017-01-01T23:00",
                "dd.MM.yyyy HH:mm-HH:mm | 01.01.2017 00:00-01:00 | 2017-01-01T00:00",
                "dd.MM.yyyy HH:mm - dd.MM.yyyy HH:mm | 31.01.2017 23:00 - 01.02.2017 00:00 | 2017-01-31T23:00",
                "HH:mm - HH:mm dd.MM.yyyy | 23:00 - 24:00 01.01.2017 | 2017-01-01T23:00",
                "d/M/yyyy h:mm a - h:mm a | 1/2/2017 11:00 AM - 12:00 PM | 2017-02-01T11:00",
                "dd.MM.yyyy HH:mm | 01.02.2018 \t\u00a0 03:04 | 2018-02-01T03:04",
                "h:mm a d/M/yyyy | 3:04\u202fPM 1/2/2018 | 2018-02-01T15:04"
            })
    void shouldReadLocalTimes(String pattern, String text, String expected) {
        assertThat(TimePattern.of(pattern).parse(text)).isEqualTo(local(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yyyy-MM-dd HH:mm:ssXXX | 2018-01-05 03:04:05+01:00 | 2018-01-05T02:04:05Z",
                "yyyy-MM-dd HH:mm:ssXXX | 2018-01-05 03:04:05 -0130 | 2018-01-05T04:34:05Z",
                "yyyy-MM-dd HH:mm:ss X | 2018-01-05 03:04:05  +01 | 2018-01-05T02:04:05Z",
                "dd/MM/yyyy HH:mm X | 05/01/2018 03:04 UTC | 2018-01-05T03:04:00Z",
                "dd/MM/yyyy HH:mmX | 05/01/2018 03:04Z | 2018-01-05T03:04:00Z",
                "E, dd MMM yyyy HH:mm:ss X | Fri, 05 Jan 2018 03:04:05 GMT | 2018-01-05T03:04:05Z",
                "dd/MM/yyyy HH:mm X | 05/01/2018 24:00 +0100 | 2018-01-05T23:00:00Z",
                "dd/MM/yyyy HH:mm:ss.SSS X | 05/01/2018 01:00:00.25 Z | 2018-01-05T01:00:00.250Z",
                "epochSeconds | 1515121445 | 2018-01-05T03:04:05Z",
                "epochSeconds | 1515121445.0 | 2018-01-05T03:04:05Z",
                "epochSeconds | 1515121445.25 | 2018-01-05T03:04:05.250Z",
                "epochSeconds | -1.5 | 1969-12-31T23:59:58.500Z",
                "epochMillis | 1515121445678 | 2018-01-05T03:04:05.678Z",
                "epochMillis | -1 | 1969-12-31T23:59:59.999Z",
                "iso | 2018-01-05T03:04Z | 2018-01-05T03:04:00Z",
                "iso | 2018-01-05 03:04:05.5+01:00 | 2018-01-05T02:04:05.500Z",
                "iso | 2018-01-05 03:04+0100 | 2018-01-05T02:04:00Z",
                "iso | 2018-01-05 03:04-01 | 2018-01-05T04:04:00Z"
            })
    void shouldReadPointsInTime(String pattern, String text, String expected) {
        assertThat(TimePattern.of(pattern).parse(text)).isEqualTo(new Stamp.OneTime(Instant.parse(expected)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "dd.MM.yyyy HH:mm|31.04.2018 00:00",
                "dd.MM.yyyy HH:mm|29.02.2018 00:00",
                "dd.MM.yyyy HH:mm|00.01.2018 00:00",
                "dd.MM.yyyy HH:mm|01.13.2018 00:00",
                "dd.MM.yyyy HH:mm|01.01.2018 24:01",
                "dd.MM.yyyy HH:mm|01.01.2018 25:00",
                "dd.MM.yyyy HH:mm|01.01.2018 23:60",
                "dd.MM.yyyy HH:mm:ss|01.01.2018 24:00:01",
                "dd.MM.yyyy HH:mm:ss|01.01.2018 23:00:60",
                "dd.MM.yyyy HH:mm|1.01.2018 00:00",
                "dd.MM.yyyy HH:mm|01.01.18 00:00",
                "dd.MM.yyyy HH:mm|01.01.2018 00:0",
                "dd.MM.yyyy HH:mm|01.01.2018 00:00:00",
                "dd.MM.yyyy HH:mm|01.01.2018",
                "dd.MM.yyyy HH:mm|01.01.201800:00",
                "dd.MM.yyyy HH:mm| 01.01.2018 00:00",
                "dd.MM.yyyy HH:mm|01.01.2018 00:00 ",
                "dd.MM.yyyy HH:mm|Total",
                "dd.MM.yyyy HH:mm|''",
                "d.M.yyyy|001.1.2018",
                "yyyyMMdd|２０１８０１０５",
                "d MMM yyyy|5 Foo 2018",
                "d MMM yyyy|5  2018",
                "E d.M.yyyy|Foo 5.1.2018",
                "E d.M.yyyy|5.1.2018",
                "d.M.yyyy h:mm a|1.1.2018 0:00 AM",
                "d.M.yyyy h:mm a|1.1.2018 13:00 PM",
                "d.M.yyyy h:mm a|1.1.2018 1:00",
                "d.M.yyyy h:mm a|1.1.2018 1:00 XM",
                "dd.MM.yyyy HH:mm:ss.SSS|01.01.2018 00:00:00.",
                "dd.MM.yyyy HH:mm:ss.SSS|01.01.2018 00:00:00.1234567890",
                "dd.MM.yyyy HH:mm X|01.01.2018 00:00",
                "dd.MM.yyyy HH:mm X|01.01.2018 00:00 +1",
                "dd.MM.yyyy HH:mm X|01.01.2018 00:00 +01:60",
                "dd.MM.yyyy HH:mm X|01.01.2018 00:00 +18:01",
                "dd.MM.yyyy HH:mm - HH:mm|01.01.2017 00:00",
                "dd.MM.yyyy HH:mm - HH:mm|01.01.2017 00:00 - 25:00",
                "dd.MM.yyyy HH:mm - dd.MM.yyyy HH:mm|01.01.2017 00:00 - 32.01.2017 00:00",
                "dd.MM.yyyy HH:mm - dd.MM.yyyy HH:mm|01.01.2017 00:00 - 01.13.2017 00:00",
                "epochSeconds|",
                "epochSeconds|-",
                "epochSeconds|12.",
                "epochSeconds|1e9",
                "epochSeconds|1234567890123456",
                "epochMillis|12 ",
                "iso|2018-01-05",
                "iso|2018-01-05T24:00",
                "iso|2018-01-05T03",
                "iso|2018-01-05T03:04:",
                "iso|2018-02-29T00:00",
                "iso|2018-01-05T03:04 +01:00",
                "iso|2018-01-05T03:04:05.0123456789",
                "iso|2018-01-05T03:04+1:00",
                "iso|01.02.2018 10:00",
                "iso|''"
            })
    void shouldReadNothingElse(String pattern, @Nullable String text) {
        assertThat(TimePattern.of(pattern).parse(text == null ? "" : text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "DD/MM/YYYY HH:mm | has the letter D; write dd for the day of the month",
                "dd/MM/YYYY HH:mm | has the letter Y; write yyyy for the year",
                "dd/MM/uuuu | has the letter u; write yyyy for the year",
                "dd/MM/yyyy kk:mm | has the letter k; write H for the hours 0 to 24, or h with a for AM or PM",
                "dd/MM/yyyy HH:mm Z | has the letter Z; write X for an offset, which also reads Z, UTC and GMT",
                "dd/MM/yyyy HH:mm Uhr | has the letter U; put letters that stand for themselves in quotes",
                "%d/%m/%Y | has %; write letters, such as dd.MM.yyyy HH:mm",
                "dd/MM | lacks the year; write yyyy where it stands",
                "dd/mm/yyyy | lacks the month; write MM where it stands (mm is the minute)",
                "MM/yyyy | lacks the day of the month; write dd where it stands",
                "HH:mm | lacks the year; write yyyy where it stands",
                "dd.MM.yyyy mm | has the minute without the hour; write HH where it stands",
                "dd.MM.yyyy HH ss | has the second without the minute; write mm where it stands",
                "dd.MM.yyyy HH:mm.SSS | has the fraction of a second without the second",
                "dd.MM.yyyy a | has the half of the day without the hour",
                "dd.MM.yyyy hh:mm | has h without AM or PM; write HH for the hours 0 to 24, or add a",
                "dd.MM.yyyy HH:mm a | has H with AM or PM; write h for the hours 1 to 12, or leave out a",
                "dd.MM.yyyy HH:mm hh a | has the hour in two forms, H and h; write one of them",
                "dd.MM.yyyy MMM | has the month in two forms, M and MMM; write one of them",
                "dd.MM.yy yyyy | has the year in two forms, yy and yyyy; write one of them",
                "dd.MM.yyyy - MM.dd.yyyy | has the end of an interval in another order than its start",
                "dd.MM.yyyy HH - HH - HH | has the hour three times; write it once, or twice for an interval",
                "dd.MM.yyyy h:mm - h:mm a | has two hours but one AM or PM; write a behind each hour",
                "dd.MM.yyy | has yyy; write yyyy for four digits of the year, or yy for two",
                "ddd.MM.yyyy | has ddd; write d for one or two digits of the day of the month, or dd for two",
                "dd.MMMMM.yyyy | has MMMMM; write MM for the number of the month, or MMM for its name",
                "dd.MM.yyyy HH:mm:ss.SSSSSSSSSS | has more than nine S; write SSS",
                "dMyyyy | has numbers side by side that may have one or two digits; write two letters",
                "dd.MM.yyyy HH:mm:sSSS | has numbers side by side",
                "dd.MM.yyyy HH:mm[:ss] | has [, but no part may be optional; write the form that most times have",
                "dd.MM.yyyy 'at HH:mm | has a quote that is not closed; write text as 'T', and a quote itself as ''"
            })
    void shouldRefuseAPatternAndSayWhatToWrite(String pattern, String problem) {
        assertThatThrownBy(() -> TimePattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the time pattern (" + pattern + ") " + problem)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void shouldRefuseABlankPattern(String pattern) {
        assertThatThrownBy(() -> TimePattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the time pattern is blank; write one such as dd.MM.yyyy HH:mm, or iso, epochSeconds or"
                        + " epochMillis");
    }

    @Test
    void shouldBeEqualByItsText() {
        assertThat(TimePattern.of(" dd.MM.yyyy ")).isEqualTo(TimePattern.of("dd.MM.yyyy"));
        assertThat(TimePattern.of("dd.MM.yyyy")).hasToString("dd.MM.yyyy").hasSameHashCodeAs("dd.MM.yyyy");
        assertThat(TimePattern.of("dd.MM.yyyy")).isNotEqualTo(TimePattern.of("d.M.yyyy"));
        assertThat(TimePattern.of("ISO")).isSameAs(TimePattern.ISO).hasToString("iso");
        assertThat(TimePattern.of("epochmillis")).isSameAs(TimePattern.EPOCH_MILLIS);
    }

    @Test
    void shouldSayWhatItReads() {
        assertThat(TimePattern.of("dd.MM.yyyy").hasTimeOfDay()).isFalse();
        assertThat(TimePattern.of("dd.MM.yyyy HH").hasTimeOfDay()).isTrue();
        assertThat(TimePattern.of("dd.MM.yyyy HH").hasOffset()).isFalse();
        assertThat(TimePattern.of("dd.MM.yyyy HH X").hasOffset()).isTrue();
        assertThat(TimePattern.EPOCH_SECONDS.hasOffset()).isTrue();
        assertThat(TimePattern.ISO.hasOffset()).isFalse();
    }

    @Test
    void shouldKnowTheNamesOfEveryMonthInItsLanguages() {
        TimePattern pattern = TimePattern.of("d MMM yyyy");
        for (String language : List.of("en", "de", "fr", "es", "it", "nl", "pt")) {
            for (Month month : Month.values()) {
                for (TextStyle style : List.of(TextStyle.FULL, TextStyle.SHORT, TextStyle.SHORT_STANDALONE)) {
                    String name = month.getDisplayName(style, Locale.forLanguageTag(language));
                    assertThat(pattern.parse("1 " + name + " 2018"))
                            .as(name)
                            .isEqualTo(new Stamp.Local(LocalDateTime.of(2018, month, 1, 0, 0)));
                }
            }
        }
    }

    private static Stamp local(String time) {
        return new Stamp.Local(LocalDateTime.parse(time));
    }
}
