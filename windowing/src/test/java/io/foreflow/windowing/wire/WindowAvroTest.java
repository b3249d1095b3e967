package io.foreflow.windowing.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowAvroTest {
    @ParameterizedTest
    @ValueSource(strings = {"window.json", "window-calendar.json"})
    void shouldReadBackAWindow(String name) throws IOException {
        // given
        Window window = WindowJson.readWindow(golden(name));

        // when
        byte[] bytes = WindowAvro.write(window);

        // then
        assertThat(WindowAvro.readWindow(bytes)).isEqualTo(window);
        assertThat(WindowTopics.readWindow(bytes)).isEqualTo(WindowTopics.readWindow(golden(name)));
    }

    @Test
    void shouldReadBackATrainingWindow() throws IOException {
        // given
        TrainingWindow window = WindowJson.readTrainingWindow(golden("training-window.json"));

        // when
        byte[] bytes = WindowAvro.write(window);

        // then
        assertThat(WindowTopics.readTrainingWindow(bytes)).isEqualTo(window);
    }

    @Test
    void shouldWriteTheBytesThatArePublished() throws IOException {
        assertThat(HexFormat.of().formatHex(WindowAvro.write(WindowJson.readWindow(golden("window.json")))))
                .isEqualTo(new String(golden("window.avro.hex"), UTF_8).strip());
    }

    /** A reader of another make: Avro's own, with the published schema. */
    @Test
    void shouldBeReadByAvroItselfWithThePublishedSchema() throws IOException {
        // given
        TrainingWindow window = WindowJson.readTrainingWindow(golden("training-window.json"));
        Schema schema = new Schema.Parser()
                .parse(Files.readString(Path.of("..", "docs", "schemas", "v1", "training-window.avsc")));

        // when
        GenericRecord record =
                new BinaryMessageDecoder<GenericRecord>(GenericData.get(), schema).decode(WindowAvro.write(window));

        // then
        assertThat(record.get("sensor")).hasToString(window.window().sensor().value());
        assertThat(record.get("origin")).isEqualTo(window.window().origin().toEpochMilli());
        assertThat(record.get("target"))
                .isEqualTo(window.target().stream().boxed().toList());
    }

    @Test
    void shouldRefuseWhatIsCutOffOrFollowedByMore() throws IOException {
        // given
        byte[] bytes = WindowAvro.write(WindowJson.readWindow(golden("window.json")));

        // then
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> WindowAvro.readWindow(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> WindowAvro.readWindow(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is more after the record");
        assertThatThrownBy(() -> WindowAvro.readTrainingWindow(bytes))
                .hasMessage("not io.foreflow.v1.TrainingWindow in Avro, or of another version of its schema");
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(WindowAvroTest.class.getResourceAsStream("/golden/v1/" + name), name)) {
            return in.readAllBytes();
        }
    }
}
