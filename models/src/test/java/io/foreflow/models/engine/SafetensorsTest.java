package io.foreflow.models.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.network.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @Test
    void shouldWriteTheDocumentedBytes() {
        // given
        Weights weights = new Weights(Map.of("a/kernel", Tensor.of(Shape.of(1, 2), 1f, -2.5f)));

        // when
        ByteBuffer file = ByteBuffer.wrap(Safetensors.write(weights)).order(ByteOrder.LITTLE_ENDIAN);

        // then
        String header = "{\"a/kernel\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
        long length = file.getLong();
        byte[] written = new byte[(int) length];
        file.get(written);
        assertThat(length % 8).isZero();
        assertThat(new String(written, UTF_8).stripTrailing()).isEqualTo(header);
        assertThat(file.getFloat()).isEqualTo(1f);
        assertThat(file.getFloat()).isEqualTo(-2.5f);
        assertThat(file.remaining()).isZero();
    }

    @Test
    void shouldReadWhatItWroteBitByBitAndInOrder() {
        // given
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z/kernel", Tensor.of(Shape.of(2, 2), 1f, -0f, Float.MIN_VALUE, Float.MAX_VALUE));
        tensors.put("a/bias", Tensor.of(Shape.of(2), Float.NaN, Float.NEGATIVE_INFINITY));
        tensors.put("scalar", Tensor.of(Shape.of(), 3f));
        Weights weights = new Weights(tensors);

        // when
        Weights read = Safetensors.read(Safetensors.write(weights));

        // then
        assertThat(read).isEqualTo(weights);
        assertThat(read.tensors().keySet()).containsExactly("z/kernel", "a/bias", "scalar");
    }

    @Test
    void shouldReadDataInAnotherOrderThanTheHeaderAndIgnoreMetadata() {
        byte[] file = file("""
                {"__metadata__":{"format":"pt"},
                 "b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},
                 "a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"later":true}}""", 1f, 2f);

        Weights read = Safetensors.read(file);

        assertThat(read.tensors().keySet()).containsExactly("b", "a");
        assertThat(read.tensors()).containsEntry("b", Tensor.of(Shape.of(1), 2f));
        assertThat(read.tensors()).containsEntry("a", Tensor.of(Shape.of(), 1f));
    }

    @Test
    void shouldReadNoTensors() {
        assertThat(Safetensors.read(file("{}")).tensors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | not a JSON object",
                "{}{} | not one JSON object",
                "{\"a\" | not valid JSON",
                "{\"a\":1} | dtype missing",
                "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}} | dtype F64",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}} | data_offsets are not two whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,1e1]}} | data_offsets are not two whole",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}} | not two whole",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | [8, 0) are not a range",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}} | [-8, 0) are not a range",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | with 8 bytes of data instead of 12",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}} | dimension 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}} | dimension -1",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,8]}} | more than 2147483647 numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}} | at most 8 dimensions",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]}} | is cut off",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 bytes behind the last tensor",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 4 bytes in front of tensor a",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | tensor b whose data overlap",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | Duplicate",
            })
    void shouldRefuseCraftedHeaders(String header, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.read(file(header, 1f, 2f)))
                .withMessageContaining(message);
    }

    @Test
    void shouldRefuseLengthsThatAreNotThere() {
        byte[] file = file("{}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.read(Arrays.copyOf(file, 5)))
                .withMessageContaining("cut off");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.read(Arrays.copyOf(file, 9)))
                .withMessageContaining("cut off");
        byte[] negative = file.clone();
        Arrays.fill(negative, 0, 8, (byte) 0xFF);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.read(negative))
                .withMessageContaining("18446744073709551615 bytes");
    }

    private static byte[] file(String header, float... data) {
        byte[] json = header.getBytes(UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        for (float number : data) {
            file.putFloat(number);
        }
        return file.array();
    }
}
