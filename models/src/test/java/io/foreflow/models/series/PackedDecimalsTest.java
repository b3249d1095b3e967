package io.foreflow.models.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PackedDecimalsTest {
    private static final int DAY = 24;

    /** Any bits, decimals, and both side by side. */
    @Provide
    Arbitrary<double[]> numbers() {
        Arbitrary<Double> bits = Arbitraries.longs().map(Double::longBitsToDouble);
        Arbitrary<Double> decimals = Arbitraries.longs()
                .between(-1_000_000_000L, 1_000_000_000L)
                .flatMap(steps -> Arbitraries.integers().between(0, 9).map(n -> steps / Math.pow(10, n)));
        Arbitrary<Double> special = Arbitraries.of(
                0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE, 0x1p52, -0x1p53);
        return Arbitraries.frequencyOf(Tuple.of(1, bits), Tuple.of(6, decimals), Tuple.of(1, special))
                .array(double[].class)
                .ofMaxSize(80);
    }

    @Property
    void shouldReadTheBitsThatWereWritten(
            @ForAll("numbers") double[] numbers, @ForAll @IntRange(min = 1, max = 30) int length) {
        // when
        double[] read = reread(numbers, length, false);

        // then
        assertThat(bits(read)).containsExactly(bits(numbers));
    }

    @Property
    void shouldReadFloatsThatWereWritten(
            @ForAll @Size(max = 80) float[] floats, @ForAll @IntRange(min = 1, max = 30) int length) {
        // given
        double[] numbers =
                IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();

        // when
        double[] read = reread(numbers, length, true);

        // then
        assertThat(bits(read)).containsExactly(bits(numbers));
    }

    @Test
    void shouldTakeFewBytesForReadingsWithOneDecimal() {
        // given
        double[] day = IntStream.range(0, DAY)
                .mapToDouble(hour -> 300 + hour % 6 * 9 / 10.0)
                .toArray();

        // when
        byte[] written = written(day, DAY, false);

        // then: one byte a difference, two for the first number, one for the decimals, one for the exceptions
        assertThat(written).hasSize(2 + 2 + DAY - 1);
    }

    @Test
    void shouldTakeFewBytesForBoundsThatFollowAForecast() {
        // given: a forecast that moves by thousands of steps, and bounds at a distance of hundreds
        double[] numbers = new double[3 * DAY];
        for (int lead = 0; lead < DAY; lead++) {
            numbers[lead] = lead * (lead % 2 == 0 ? 900 : -700);
            numbers[DAY + lead] = numbers[lead] - 500 - lead;
            numbers[2 * DAY + lead] = numbers[lead] + 500 + lead;
        }

        // when
        byte[] written = written(numbers, DAY, true);

        // then
        assertThat(written.length).isBetween(5 * DAY - 10, 5 * DAY + 10);
    }

    @Test
    void shouldKeepTheOthersShortBesideANumberWithoutFewDecimals() {
        // given
        double[] numbers = new double[DAY];
        Arrays.fill(numbers, 7.5);
        numbers[3] = Math.PI;

        // when
        byte[] written = written(numbers, DAY, false);

        // then
        assertThat(written).hasSize(2 + 1 + Double.BYTES + 2 + DAY - 1);
        assertThat(PackedDecimals.read(ByteBuffer.wrap(written), DAY, DAY, false))
                .containsExactly(numbers);
    }

    @Test
    void shouldTakeOneByteMoreThanDoublesWithoutFewDecimals() {
        // given: means of twelve readings
        double[] numbers =
                IntStream.range(0, DAY).mapToDouble(i -> (1000 + i) / 7.0).toArray();

        // when
        byte[] written = written(numbers, DAY, false);

        // then
        assertThat(written).hasSize(1 + DAY * Double.BYTES);
    }

    @Test
    void shouldRefuseBytesThatAreMissing() {
        // given
        byte[] written = written(new double[] {1, 2, 3}, 3, false);

        // when, then
        assertThatThrownBy(() ->
                        PackedDecimals.read(ByteBuffer.wrap(Arrays.copyOf(written, written.length - 1)), 3, 3, false))
                .isInstanceOfAny(BufferUnderflowException.class, IllegalArgumentException.class);
    }

    @Property
    void shouldReadOrRefuseAnyBytes(
            @ForAll @Size(max = 60) byte[] bytes, @ForAll @IntRange(min = -1, max = 100) int count) {
        try {
            assertThat(PackedDecimals.read(ByteBuffer.wrap(bytes), count, 8, false))
                    .hasSize(count);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            assertThat(e).isNotNull();
        }
    }

    @Property
    void shouldReadWholeNumbersThatWereWritten(@ForAll long number) {
        // given
        ByteBuffer bytes = ByteBuffer.allocate(2 * VarLong.MOST_BYTES);

        // when
        VarLong.write(bytes, number);
        VarLong.writeSigned(bytes, number);

        // then
        bytes.flip();
        assertThat(VarLong.read(bytes)).isEqualTo(number);
        assertThat(VarLong.readSigned(bytes)).isEqualTo(number);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    private static double[] reread(double[] numbers, int length, boolean floats) {
        return PackedDecimals.read(ByteBuffer.wrap(written(numbers, length, floats)), numbers.length, length, floats);
    }

    private static byte[] written(double[] numbers, int length, boolean floats) {
        ByteBuffer out = ByteBuffer.allocate(PackedDecimals.mostBytes(numbers.length));
        PackedDecimals.write(out, numbers, length, floats);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static long[] bits(double[] numbers) {
        return Arrays.stream(numbers).mapToLong(Double::doubleToRawLongBits).toArray();
    }
}
