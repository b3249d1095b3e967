package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.foreflow.models.series.Values;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortDecimalsTest {
    private static final boolean FAST = true;

    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "-1, -1.0",
        "10, 10.0",
        "0.5, 0.5",
        "0.001, 0.001",
        "-0.0625, -0.0625",
        "12.34, 12.34",
        "9999999, 9999999.0",
        "9999999.9, 9999999.9",
        "0.1, 0.1",
        "100.001, 100.001",
        "3.141593, 3.141593"
    })
    void shouldWriteTheFewestDigits(double number, String text) {
        assertThat(written(number)).isEqualTo(text).isEqualTo(NumberOutput.toString(number, FAST));
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                1e7,
                -1e7,
                0.0009,
                Math.PI,
                1.0 / 3,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                0.1 + 0.2,
                3.1415926
            })
    void shouldLeaveOtherNumbers(double number) {
        assertThat(ShortDecimals.write(number, new char[ShortDecimals.MOST_CHARS]))
                .isEqualTo(ShortDecimals.NONE);
    }

    @Property(tries = 20_000, seed = "17")
    void shouldWriteWhatTheLibraryWrites(
            @ForAll @LongRange(min = -10_000_000_000L, max = 10_000_000_000L) long digits,
            @ForAll @IntRange(min = 0, max = 9) int decimals) {
        // given
        double number = digits / Math.pow(10, decimals);

        // when
        int length = ShortDecimals.write(number, new char[ShortDecimals.MOST_CHARS]);

        // then
        double size = Math.abs(number);
        if (decimals <= 6 && size >= 1e-3 && size < 1e7) {
            assertThat(length).isNotEqualTo(ShortDecimals.NONE);
        }
        if (length != ShortDecimals.NONE) {
            assertThat(written(number)).isEqualTo(NumberOutput.toString(number, FAST));
        }
    }

    @Property(tries = 20_000, seed = "17")
    void shouldReadBackEqual(@ForAll @DoubleRange(min = -1e8, max = 1e8) double number) {
        // when
        String json = new String(Json.object(generator -> Json.writeValues(generator, "v", Values.of(number))), UTF_8);

        // then
        assertThat(json).isEqualTo("{\"v\":[" + NumberOutput.toString(number, FAST) + "]}");
    }

    private static String written(double number) {
        char[] digits = new char[ShortDecimals.MOST_CHARS];
        return new String(digits, 0, ShortDecimals.write(number, digits));
    }
}
