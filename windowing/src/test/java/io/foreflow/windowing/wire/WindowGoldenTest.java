package io.foreflow.windowing.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Covariate;
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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of windows as they were first published: they are read for ever, and written the same. */
class WindowGoldenTest {
    private static final Window WINDOW = Window.builder(
                    SensorId.of("i880-hov"),
                    Instant.parse("2021-03-14T10:00:00Z"),
                    WindowShape.DEFAULT,
                    ZoneId.of("America/Los_Angeles"))
            .history(Values.of(148.727, 301.227, 618.591, 953.545, 1046.409, 991.409))
            .usualPast(Values.generate(24, i -> i == 3 ? Double.NaN : 100 + i / 4.0))
            .yesterday(Values.generate(24, i -> 200 + i))
            .lastWeek(Values.generate(24, i -> i == 0 ? Double.NaN : 300 + i))
            .usual(Values.generate(24, i -> 400 + i / 8.0))
            .usualCounts(Collections.nCopies(24, 4))
            .level(612.25)
            .scale(310.5)
            .baselines(new BaselineErrors(52.5, 61.25, Double.NaN))
            .imputed(List.of(2, 5))
            .revision(1)
            .build();

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
    void shouldKeepTheBytesOfAWindowWithACalendarAndCovariates() throws IOException {
        // given
        Window window = WINDOW.toBuilder()
                .alike(Values.generate(24, i -> i == 2 ? Double.NaN : 410 + i / 8.0))
                .alikePast(Values.generate(24, i -> 390 + i / 8.0))
                .holidays(List.of(-7, 0, 3))
                .covariates(Map.of(
                        "temp",
                        new Covariate(Values.generate(24, i -> 10 + i / 4.0), Values.missing(24)),
                        "price",
                        Covariate.unknown(WindowShape.DEFAULT)))
                .build();

        // then
        assertThat(new String(WindowJson.write(window), UTF_8)).isEqualTo(golden("window-calendar.json"));
        assertThat(WindowJson.readWindow(golden("window-calendar.json").getBytes(UTF_8)))
                .isEqualTo(window);
    }

    @Test
    void shouldReadAnOldRecordAsOneThatKnowsNoCalendar() throws IOException {
        // when
        Window window = WindowJson.readWindow(golden("window.json").getBytes(UTF_8));

        // then
        assertThat(window.alike()).isEqualTo(Values.missing(24));
        assertThat(window.alikePast()).isEqualTo(Values.missing(24));
        assertThat(window.holidays()).isEmpty();
        assertThat(window.covariates()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"holidays\":[-7,0,3] | \"holidays\":[3,0] | holidays [3, 0] must be ascending days from -7 to 3",
                "\"holidays\":[-7,0,3] | \"holidays\":[4] | holidays [4] must be ascending days from -7 to 3",
                "\"holidays\":[-7,0,3] | \"holidays\":7 | the field holidays must be an array",
                "\"alike\":[          | \"alike\":[1, | alike has 25 values instead of 24",
                "\"alikePast\":[      | \"alikePast\":[1, | alikePast has 25 values instead of 24",
                "\"past\":[           | \"past\":[1, | covariates.price.past has 25 values instead of 24",
                "\"future\":[         | \"futur\":[ | the field future must be an array, not absent",
                "\"covariates\":{     | \"covariates\":1,\"later\":{ | the field covariates must be an object",
                "\"covariates\":{     | \"covariates\":{\"x\":1, | the field covariates.x must be an object with past and future"
            })
    void shouldSayWhatIsWrongWithWhatIsOptional(String right, String wrong, String problem) throws IOException {
        // given
        String good = golden("window-calendar.json");
        int at = good.indexOf(right);
        String bad = good.substring(0, at) + wrong + good.substring(at + right.length());

        // then
        assertThatThrownBy(() -> WindowJson.readWindow(bad.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
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
