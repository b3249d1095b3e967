package io.foreflow.windowing.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of windows as they were first published: they are read for ever, and written the same. */
class WindowGoldenTest {
    private static final Window WINDOW = new Window(
            SensorId.of("i880-hov"),
            Instant.parse("2021-03-14T10:00:00Z"),
            WindowShape.DEFAULT,
            ZoneId.of("America/Los_Angeles"),
            Values.of(148.727, 301.227, 618.591, 953.545, 1046.409, 991.409),
            Values.generate(24, i -> i == 3 ? Double.NaN : 100 + i / 4.0),
            Values.generate(24, i -> 200 + i),
            Values.generate(24, i -> i == 0 ? Double.NaN : 300 + i),
            Values.generate(24, i -> 400 + i / 8.0),
            Collections.nCopies(24, 4),
            612.25,
            310.5,
            new BaselineErrors(52.5, 61.25, Double.NaN),
            List.of(2, 5),
            1);

    @Test
    void shouldKeepTheBytesOfAWindow() throws IOException {
        assertThat(new String(WindowJson.write(WINDOW), UTF_8)).isEqualTo(golden("window.json"));
        assertThat(WindowJson.readWindow(golden("window.json").getBytes(UTF_8))).isEqualTo(WINDOW);
    }

    @Test
    void shouldKeepTheBytesOfATrainingWindow() throws IOException {
        // given
        TrainingWindow window = new TrainingWindow(WINDOW, Values.generate(24, i -> 500.5 + i), List.of(23));

        // then
        assertThat(new String(WindowJson.write(window), UTF_8)).isEqualTo(golden("training-window.json"));
        assertThat(WindowJson.readTrainingWindow(golden("training-window.json").getBytes(UTF_8)))
                .isEqualTo(window);
    }

    @Test
    void shouldIgnoreFieldsItDoesNotKnow() throws IOException {
        String later = golden("window.json").replaceFirst("\\{", "{\"later\":{\"than\":[1]},");
        assertThat(WindowJson.readWindow(later.getBytes(UTF_8))).isEqualTo(WINDOW);
    }

    @Test
    void shouldNameTheFieldThatIsWrong() throws IOException {
        String wrong = golden("window.json").replace("\"zone\":\"America/Los_Angeles\"", "\"zone\":\"Mars\"");
        assertThatThrownBy(() -> WindowJson.readWindow(wrong.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Mars");
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = WindowGoldenTest.class.getResourceAsStream("/golden/v1/" + name)) {
            assertThat(in).as("golden file " + name).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
