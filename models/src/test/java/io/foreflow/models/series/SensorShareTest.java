package io.foreflow.models.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensorShareTest {

    /** The bits are those of {@code printf %s ID | sha256sum}. */
    @ParameterizedTest
    @CsvSource({
        "a, 110010101001011110000001",
        "pump-7, 100110100011000110100110",
        "Straße, 010110001010001101110111",
        "sensor-0001, 010101100010001010100100"
    })
    void shouldReadTheFirstBitsOfTheDigest(String sensor, String bits) {
        for (int length = 0; length <= bits.length(); length++) {
            String first = bits.substring(0, length);

            assertThat(new SensorShare(first).contains(SensorId.of(sensor))).isTrue();
            if (length > 0) {
                char other = first.charAt(length - 1) == '0' ? '1' : '0';
                assertThat(new SensorShare(first.substring(0, length - 1) + other).contains(SensorId.of(sensor)))
                        .isFalse();
            }
        }
    }

    @Property
    void shouldBelongToExactlyOneHalf(
            @ForAll @Chars({'0', '1'}) @StringLength(max = 23) String bits,
            @ForAll @IntRange(max = 10_000) int number) {
        SensorShare share = new SensorShare(bits);
        SensorId sensor = SensorId.of("sensor-" + number);

        long halves =
                share.halves().stream().filter(half -> half.contains(sensor)).count();

        assertThat(halves).isEqualTo(share.contains(sensor) ? 1 : 0);
        assertThat(share.halves()).allMatch(share::covers).noneMatch(half -> half.covers(share));
    }

    @Test
    void shouldBeAnEvenShare() {
        // Given
        List<SensorId> sensors = IntStream.range(0, 8_000)
                .mapToObj(i -> SensorId.of("meter-" + i))
                .toList();

        // When
        long eighth = sensors.stream().filter(new SensorShare("011")::contains).count();

        // Then
        assertThat(eighth).isBetween(850L, 1_150L);
        assertThat(sensors).allMatch(SensorShare.ALL::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "0 1", "O", "0000000000000000000000000", "01\n"})
    void shouldRefuseWhatIsNotBits(String bits) {
        assertThatThrownBy(() -> new SensorShare(bits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("share (" + bits + ") must be a text of at most 24 times 0 or 1");
    }

    @Test
    void shouldNotBeHalvedForEver() {
        assertThatThrownBy(() -> new SensorShare("0".repeat(24)).halves()).isInstanceOf(IllegalArgumentException.class);
    }
}
