package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.VisibleText;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ReadingRoundTripPropertyTest {
    private static final long FIRST = -2_208_988_800L;
    private static final long LAST = 7_258_118_399L;

    @Property(seed = "880")
    void shouldReadBackWhatWasWritten(@ForAll("readings") Reading reading) {
        // given
        byte[] key = reading.sensor().value().getBytes(UTF_8);

        // when
        ReadingParser.Result result = new ReadingParser(InputMapping.NATIVE).parse(key, ReadingJson.bytes(reading));

        // then
        assertThat(result).isEqualTo(new ReadingParser.Accepted(reading));
    }

    @Property(seed = "880")
    void shouldReadTimesLikeTheJdk(
            @ForAll @LongRange(min = FIRST, max = LAST) long seconds,
            @ForAll @IntRange(max = 999_999_999) int nanos,
            @ForAll @IntRange(min = -1080, max = 1080) int offsetMinutes) {
        // given
        Instant instant = Instant.ofEpochSecond(seconds, nanos);
        OffsetDateTime local = instant.atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));

        // then
        assertThat(TimestampText.parse(instant.toString())).isEqualTo(instant);
        assertThat(TimestampText.parseUtc(instant.toString())).isEqualTo(instant);
        assertThat(TimestampText.parse(local.toString())).isEqualTo(instant);
    }

    @Property(seed = "880")
    void shouldNeverFailOnAnyBytes(@ForAll byte[] bytes) {
        assertThat(new ReadingParser(InputMapping.NATIVE).parse(null, bytes)).isInstanceOf(ReadingParser.Refused.class);
    }

    @Provide
    Arbitrary<Reading> readings() {
        Arbitrary<SensorId> sensors = names(
                        Arbitraries.strings().withCharRange(' ', '\uD7FF').ofMaxLength(40))
                .map(SensorId::of);
        Arbitrary<Instant> times = Combinators.combine(
                        Arbitraries.longs().between(FIRST, LAST),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
        Arbitrary<Double> numbers =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
        Arbitrary<Map<String, Double>> covariates = Arbitraries.maps(
                        names(Arbitraries.strings().ascii().ofMaxLength(8)), numbers)
                .ofMaxSize(3);
        return Combinators.combine(sensors, times, numbers.injectNull(0.1), covariates)
                .as(Reading::new);
    }

    /** Returns a text without the characters that a name may not have. */
    private static Arbitrary<String> names(Arbitrary<String> texts) {
        return texts.map(text -> text.codePoints()
                        .filter(VisibleText::isVisible)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .filter(text -> !text.isBlank())
                .map(text -> VisibleText.of("a name", text, 100));
    }
}
