package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.score.Score;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forecasts and scores in Avro. */
class OutputAvroTest {
    @ParameterizedTest
    @ValueSource(strings = {"forecast.json", "forecast-fallback.json"})
    void shouldReadBackAForecast(String name) throws IOException {
        // given
        Forecast forecast = ForecastJson.read(golden(name));

        // when
        byte[] bytes = new OutputValues(TopicFormat.AVRO).write(forecast);

        // then
        assertThat(OutputValues.readForecast(bytes)).isEqualTo(forecast);
    }

    @Test
    void shouldReadBackAScore() {
        // given: numbers that floats hold
        Score score = Scores.score();

        // when
        byte[] bytes = new OutputValues(TopicFormat.AUTO).write(score);

        // then
        assertThat(OutputValues.readScore(bytes)).isEqualTo(score);
        assertThat(bytes).hasSizeLessThan(ScoreJson.write(score).length / 2);
    }

    @Test
    void shouldWriteTheBytesThatArePublished() throws IOException {
        assertThat(HexFormat.of().formatHex(ScoreAvro.write(Scores.score())))
                .isEqualTo(new String(golden("score.avro.hex"), UTF_8).strip());
        assertThat(HexFormat.of().formatHex(ForecastAvro.write(ForecastJson.read(golden("forecast.json")))))
                .isEqualTo(new String(golden("forecast.avro.hex"), UTF_8).strip());
    }

    @Test
    void shouldBeReadByAvroItselfWithThePublishedSchema() throws IOException {
        // given
        Schema schema =
                new Schema.Parser().parse(Files.readString(Path.of("..", "docs", "schemas", "v1", "score.avsc")));

        // when
        GenericRecord record = new BinaryMessageDecoder<GenericRecord>(GenericData.get(), schema)
                .decode(ScoreAvro.write(Scores.score()));

        // then
        assertThat(record.get("actual")).isEqualTo(106.0);
        assertThat(record.get("forecastErrors")).isEqualTo(List.of(0.5f, -2.25f, Float.NaN));
        assertThat(record.get("inside")).isEqualTo(List.of(1, 0, -1));
    }

    @Test
    void shouldPublishTheSchemasThatItWrites() throws IOException {
        for (String name : List.of("forecast", "score")) {
            assertThat(Files.readString(Path.of("..", "docs", "schemas", "v1", name + ".avsc")))
                    .isEqualTo(new String(resource(name + ".v1.avsc"), UTF_8));
        }
    }

    @Test
    void shouldRefuseWhatIsCutOff() {
        // given
        byte[] bytes = ScoreAvro.write(Scores.score());

        // then
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ScoreAvro.read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static byte[] golden(String name) throws IOException {
        return resource("/golden/v1/" + name);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(OutputAvroTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
