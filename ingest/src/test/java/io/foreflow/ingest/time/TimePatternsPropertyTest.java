package io.foreflow.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class TimePatternsPropertyTest {
    private static final long YEAR_2001 = 978_307_200;
    private static final long YEAR_2027 = 1_798_761_600;

    /** Over forty days a number is above 12, so that the day is known; years with two digits are told by the steps. */
    @Property(tries = 300, seed = "883")
    void shouldFindThePatternThatWroteASeries(
            @ForAll("patterns") String pattern,
            @ForAll @LongRange(min = YEAR_2001 / 3_600, max = YEAR_2027 / 3_600) long firstHour,
            @ForAll("offsets") ZoneOffset offset,
            @ForAll boolean backwards) {
        // given
        LocalDateTime first = LocalDateTime.ofEpochSecond(firstHour * 3_600, 0, ZoneOffset.UTC);
        Duration step = Duration.ofHours(pattern.contains("H") || pattern.contains("h") ? 1 : 24);
        long count = Duration.ofDays(40).dividedBy(step);
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        List<String> texts = IntStream.range(0, (int) count)
                .mapToObj(i -> formatter.format(
                        first.plus(step.multipliedBy(backwards ? count - i : i)).atOffset(offset)))
                .toList();

        // when
        List<TimePattern> found = TimePatterns.detect(texts).patterns();

        // then
        assertThat(found).as(texts.get(0)).hasSize(1);
        assertThat(texts).allSatisfy(text -> assertThat(found.get(0).parse(text))
                .isEqualTo(TimePattern.of(pattern).parse(text)));
    }

    @Property(tries = 1_000, seed = "884")
    void shouldTakeAnyTexts(@ForAll List<@From("texts") String> texts) {
        TimePatterns.Detected detected = TimePatterns.detect(texts);

        assertThat(detected.patterns())
                .allSatisfy(pattern -> assertThat(texts.stream().filter(text -> pattern.parse(text) != null))
                        .hasSizeGreaterThanOrEqualTo((int) detected.fitting()));
        assertThat(detected.patterns().isEmpty()).isEqualTo(detected.fitting() == 0);
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of(
                "dd.MM.yyyy HH:mm",
                "d.M.yyyy H:mm",
                "dd/MM/yyyy HH.mm.ss",
                "MM/dd/yyyy hh:mm:ss a",
                "M/d/yyyy H:mm",
                "M/d/yy H:mm",
                "dd/MM/yy HH:mm",
                "yy/MM/dd HH:mm",
                "dd-MM-yy HH:mm",
                "yy-MM-dd HH:mm",
                "dd-MMM-yyyy HH:mm",
                "d MMM yyyy HH:mm",
                "MMM d, yyyy h:mm a",
                "yyyy/MM/dd HH:mm",
                "yyyy-MM-dd",
                "yyyy.MM.dd",
                "dd.MM.yyyy",
                "MM/dd/yyyy",
                "dd/MM/yyyy",
                "yyyy-MM-dd HH",
                "dd/MM/yyyy H",
                "yyyy M d H",
                "yyyyMMdd",
                "yyyyMMddHH",
                "yyyyMMddHHmm",
                "yyyyMMddHHmmss",
                "yyyyMMdd:HHmm",
                "ddMMyyyy",
                "yyyy-MM-dd HH:mm:ssXXX",
                "yyyy-MM-dd HH:mm:ss.SSS",
                "yyyy-MM-dd'T'HH:mm",
                "HH:mm dd.MM.yyyy",
                "EEEE, d MMMM yyyy HH:mm",
                "dd/MM/yyyy HH:mm XX");
    }

    @Provide
    Arbitrary<ZoneOffset> offsets() {
        return Arbitraries.of("Z", "+01:00", "-05:00", "+05:30", "-03:30").map(ZoneOffset::of);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "01",
                "1",
                "2018",
                "20180105",
                "1514764800",
                "/",
                ".",
                "-",
                ":",
                " ",
                "  ",
                "+",
                "Jan",
                "mar",
                "Mo",
                "PM",
                "Z",
                "UTC",
                "T",
                "'",
                "''",
                "[",
                "%",
                "x",
                "24",
                "00",
                "31",
                "\u00a0",
                "é",
                "a",
                "h",
                "bis",
                ",",
                "\ud83d\ude00");
        return pieces.list().ofMaxSize(14).map(list -> String.join("", list));
    }
}
