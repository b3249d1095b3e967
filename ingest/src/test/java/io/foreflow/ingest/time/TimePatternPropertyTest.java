package io.foreflow.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.TimestampText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

class TimePatternPropertyTest {
    private static final long YEAR_2000 = 946_684_800;
    private static final long YEAR_2100 = 4_102_444_800L;

    @Property(tries = 2_000, seed = "885")
    void shouldReadBackWhatDateTimeFormatterWrites(
            @ForAll("patterns") String pattern,
            @ForAll("locales") Locale locale,
            @ForAll @LongRange(min = YEAR_2000, max = YEAR_2100 - 1) long second,
            @ForAll("offsets") ZoneOffset offset) {
        // given
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, locale);
        LocalDateTime local = LocalDateTime.ofEpochSecond(second, 123_000_000, ZoneOffset.UTC);

        // when
        String text = formatter.format(local.atOffset(offset));
        Stamp stamp = TimePattern.of(pattern).parse(text);

        // then
        LocalDateTime written = truncated(local, pattern);
        assertThat(stamp)
                .as(text)
                .isEqualTo(
                        pattern.contains("X")
                                ? new Stamp.OneTime(written.toInstant(offset))
                                : new Stamp.Local(written));
    }

    /** The reference is how files were read before patterns: java.time, once with and once without an offset. */
    @Property(tries = 20_000, seed = "886")
    void shouldReadAsIsoExactlyWhatJavaTimeDoes(@ForAll("isoLike") String text) {
        assertThat(inRange(TimePattern.ISO.parse(text))).isEqualTo(inRange(reference(text)));
    }

    /** Null also for years that no reading may have. */
    private static @Nullable Stamp inRange(@Nullable Stamp stamp) {
        return (stamp instanceof Stamp.Local local
                                && (local.time().getYear() < 1900
                                        || local.time().getYear() > 2199))
                        || (stamp instanceof Stamp.OneTime at
                                && (at.time().isBefore(TimestampText.EARLIEST)
                                        || !at.time().isBefore(TimestampText.LATEST)))
                ? null
                : stamp;
    }

    @Property(tries = 2_000, seed = "885")
    void shouldReadEpochs(@ForAll @LongRange(min = -2_208_988_800_000L, max = 7_258_118_399_999L) long millis) {
        Instant instant = Instant.ofEpochMilli(millis);
        assertThat(TimePattern.EPOCH_MILLIS.parse(Long.toString(millis))).isEqualTo(new Stamp.OneTime(instant));
        assertThat(TimePattern.EPOCH_SECONDS.parse(Long.toString(millis / 1_000)))
                .isEqualTo(new Stamp.OneTime(Instant.ofEpochSecond(millis / 1_000)));
    }

    private static @Nullable Stamp reference(String text) {
        String iso = text.replace(' ', 'T');
        boolean hasOffset =
                iso.length() > 16 && (iso.endsWith("Z") || iso.indexOf('+', 16) > 0 || iso.indexOf('-', 16) > 0);
        try {
            return hasOffset ? new Stamp.OneTime(TimestampText.parse(iso)) : new Stamp.Local(LocalDateTime.parse(iso));
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    private static LocalDateTime truncated(LocalDateTime local, String pattern) {
        LocalDateTime time = pattern.contains("S") ? local : local.withNano(0);
        time = pattern.contains("s") ? time : time.withSecond(0);
        time = pattern.contains("m") ? time : time.withMinute(0);
        return pattern.contains("H") || pattern.contains("h") ? time : time.withHour(0);
    }

    @Provide
    Arbitrary<String> patterns() {
        Arbitrary<String> dates = Arbitraries.of(
                "dd.MM.yyyy",
                "d.M.yyyy",
                "dd/MM/yy",
                "M/d/yyyy",
                "MM/dd/yyyy",
                "yyyy-MM-dd",
                "yyyy/M/d",
                "yyyyMMdd",
                "dd-MMM-yyyy",
                "d MMM yyyy",
                "MMM d, yyyy",
                "d. MMMM yyyy",
                "ddMMMyyyy",
                "EEE d MMM yyyy",
                "EEEE, d.M.yyyy",
                "yyyy M d");
        Arbitrary<String> times = Arbitraries.of(
                "",
                " H",
                " HH",
                " H:mm",
                " HH:mm",
                " HH:mm:ss",
                " HH.mm.ss",
                " HH:mm:ss.SSS",
                " HHmm",
                " h:mm a",
                " hh:mm:ss a",
                "'T'HH:mm",
                ":HHmm",
                " h a",
                " HHmmssSSS",
                " HH'h'mm");
        Arbitrary<String> offsets = Arbitraries.of("", "", "X", "XX", " XXX");
        return Combinators.combine(dates, times, offsets)
                .as((date, time, offset) -> date + time + (time.isEmpty() ? "" : offset));
    }

    /** English, and languages whose names the reader knows. */
    @Provide
    Arbitrary<Locale> locales() {
        return Arbitraries.of("en", "de", "fr", "es", "it", "nl", "pt").map(Locale::forLanguageTag);
    }

    @Provide
    Arbitrary<ZoneOffset> offsets() {
        return Arbitraries.of("Z", "+01:00", "-05:00", "+05:30", "-18:00", "+14:00")
                .map(ZoneOffset::of);
    }

    /** Texts that are written well, and those with one character changed, added or left out. */
    @Provide
    Arbitrary<String> isoLike() {
        Arbitrary<String> good = Combinators.combine(
                        Arbitraries.longs().between(-2_208_988_800L, 7_258_118_399L),
                        Arbitraries.of("", ":05", ":59.1", ":00.123456789", ":07.", ":00.1234567890", ":60"),
                        Arbitraries.of(
                                "",
                                "",
                                "Z",
                                "+01:00",
                                "-0130",
                                "+14",
                                "-18:00",
                                "+18:01",
                                "+01:00:07",
                                "-00:00",
                                "z",
                                "+1"),
                        Arbitraries.of('T', ' ', 't'))
                .as((second, fraction, offset, between) -> OffsetDateTime.ofInstant(
                                        Instant.ofEpochSecond(second), ZoneOffset.UTC)
                                .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'" + between + "'HH:mm", Locale.ROOT))
                        + fraction
                        + offset);
        Arbitrary<Character> characters = Arbitraries.of(
                "0123456789-+:.,TZt z".chars().mapToObj(c -> (char) c).toList());
        Arbitrary<String> changed = Combinators.combine(
                        good,
                        Arbitraries.integers().between(0, 35),
                        characters,
                        Arbitraries.integers().between(0, 2))
                .as((text, index, c, kind) -> {
                    int at = index % text.length();
                    return text.substring(0, at) + (kind == 0 ? "" : c) + text.substring(kind == 1 ? at : at + 1);
                });
        return Arbitraries.oneOf(good, changed);
    }
}
