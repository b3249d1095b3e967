package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.series.Values;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void shouldWriteAndReadEveryKindOfField() {
        // given
        Values values = Values.of(1, Double.NaN, -2.5);
        Instant time = Instant.parse("2021-01-01T08:00:00Z");

        // when
        byte[] bytes = Json.object(json -> {
            Json.writeTime(json, "time", time);
            Json.writeNumber(json, "level", Double.NaN);
            Json.writeNumber(json, "scale", 0.1);
            Json.writeValues(json, "history", values);
            Json.writeIntegers(json, "imputed", List.of(1, 5));
            json.writeNumberField("revision", 2);
        });

        // then
        assertThat(new String(bytes, UTF_8))
                .isEqualTo("{\"time\":\"2021-01-01T08:00:00Z\",\"level\":null,\"scale\":0.1,"
                        + "\"history\":[1.0,null,-2.5],\"imputed\":[1,5],\"revision\":2}");
        JsonNode read = Json.object(bytes);
        assertThat(Json.time(read, "time")).isEqualTo(time);
        assertThat(Json.number(read, "level")).isNaN();
        assertThat(Json.number(read, "absent")).isNaN();
        assertThat(Json.number(read, "scale")).isEqualTo(0.1);
        assertThat(Json.values(read, "history")).isEqualTo(values);
        assertThat(Json.integers(read, "imputed")).containsExactly(1, 5);
        assertThat(Json.integer(read, "revision")).isEqualTo(2);
    }

    @Test
    void shouldNeverWriteAnInfinity() {
        assertThatThrownBy(() -> Json.object(json -> Json.writeNumber(json, "x", Double.POSITIVE_INFINITY)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldSayWhichFieldIsWrong() {
        JsonNode read = Json.object("{\"a\":\"x\",\"b\":[1,\"y\"],\"c\":1.5,\"d\":1e999}".getBytes(UTF_8));
        assertRefused(() -> Json.number(read, "a"), "field a must be a finite number");
        assertRefused(() -> Json.values(read, "b"), "field b[1] must be a finite number");
        assertRefused(() -> Json.values(read, "a"), "field a must be an array");
        assertRefused(() -> Json.integers(read, "b"), "field b must hold integers");
        assertRefused(() -> Json.integer(read, "c"), "field c must be an integer");
        assertRefused(() -> Json.number(read, "d"), "field d must be a finite number");
        assertRefused(() -> Json.text(read, "c"), "field c must be text");
        assertRefused(() -> Json.time(read, "a"), "ISO-8601");
        assertRefused(() -> Json.time(read, "none"), "absent");
    }

    @Test
    void shouldRefuseWhatIsNoObject() {
        assertRefused(() -> Json.object("[]".getBytes(UTF_8)), "object");
        assertRefused(() -> Json.object("{} {}".getBytes(UTF_8)), "not JSON");
        assertRefused(() -> Json.object("{".getBytes(UTF_8)), "not JSON");
        assertRefused(() -> Json.object(new byte[] {'{', (byte) 0xff, '}'}), "UTF-8");
        assertRefused(() -> Json.object(new byte[0]), "object");
    }

    private static void assertRefused(Runnable read, String message) {
        assertThatThrownBy(read::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
