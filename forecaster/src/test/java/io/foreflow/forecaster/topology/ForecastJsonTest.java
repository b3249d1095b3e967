package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastJsonTest {
    private static final Instant ORIGIN = Instant.parse("2026-03-01T06:00:00Z");

    @Test
    void shouldWriteTheBytesThatArePromisedForANetworksForecast() {
        // given
        Forecast forecast = network();

        // when
        byte[] bytes = ForecastJson.write(forecast);

        // then
        assertThat(new String(bytes, UTF_8)).isEqualTo(golden("forecast.json"));
    }

    @Test
    void shouldWriteTheBytesThatArePromisedForAFallback() {
        // given
        Forecast forecast = fallback(false);

        // when
        byte[] bytes = ForecastJson.write(forecast);

        // then
        assertThat(new String(bytes, UTF_8)).isEqualTo(golden("forecast-fallback.json"));
    }

    @Test
    void shouldWriteTheBytesThatArePromisedForTheLastForecastOfASilentSensor() {
        // given
        Forecast forecast = fallback(true);

        // when
        byte[] bytes = ForecastJson.write(forecast);

        // then
        assertThat(new String(bytes, UTF_8)).isEqualTo(golden("forecast-stale.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"forecast.json", "forecast-fallback.json", "forecast-stale.json"})
    void shouldReadWhatItWrote(String name) {
        // given
        byte[] bytes = golden(name).getBytes(UTF_8);

        // when
        Forecast forecast = ForecastJson.read(bytes);

        // then
        assertThat(ForecastJson.write(forecast)).isEqualTo(bytes);
    }

    @Test
    void shouldReadBoundsOfAnInterval() {
        // given
        Forecast forecast = network();

        // when
        Forecast read = ForecastJson.read(ForecastJson.write(forecast));

        // then
        assertThat(read).isEqualTo(forecast);
        assertThat(read.interval()).isPresent();
    }

    @Test
    void shouldTakeARecordWithoutAZoneForOneOfUtc() {
        // given
        String bytes = golden("forecast.json").replace("\"zone\":\"America/Los_Angeles\",", "");

        // when
        Forecast forecast = ForecastJson.read(bytes.getBytes(UTF_8));

        // then
        assertThat(forecast.zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(forecast.values()).isEqualTo(network().values());
    }

    @Test
    void shouldIgnoreFieldsThatItDoesNotKnow() {
        // given
        String bytes = golden("forecast.json").replaceFirst("\\{", "{\"later\":{\"x\":[1]},");

        // when
        Forecast forecast = ForecastJson.read(bytes.getBytes(UTF_8));

        // then
        assertThat(forecast).isEqualTo(network());
    }

    @ParameterizedTest
    @CsvSource({
        "\"origin\":\"2026-03-01T06:00:00Z\",\"origin\":7",
        "\"step\":\"PT1H\",\"step\":\"an hour\"",
        "\"zone\":\"America/Los_Angeles\",\"zone\":\"Mars/Olympus\"",
        "\"fallback\":false,\"fallback\":1",
        "\"revision\":0,\"revision\":0.5",
    })
    void shouldRefuseAForecastWithABadFieldAndNameIt(String good, String bad) {
        // given
        String bytes = golden("forecast.json").replace(good, bad);

        // when, then
        assertThatThrownBy(() -> ForecastJson.read(bytes.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }

    @Test
    void shouldSayInTheHeadersWhatTheRecordIs() {
        // given
        Forecast forecast = network();

        // when
        var headers = new TreeMap<String, String>();
        new OutputValues(TopicFormat.AUTO)
                .headers(forecast)
                .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));

        // then
        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", "io.foreflow.forecast.v1")
                .containsEntry("ce_source", "/foreflow/forecaster")
                .containsEntry("ce_time", "2026-03-01T06:00:01.250Z")
                .containsEntry("content-type", "application/json")
                .containsKey("ce_id");
    }

    private static Forecast network() {
        return ForecastBuilder.builder()
                .sensor(SensorId.of("i880-hov"))
                .issuedAt(Instant.parse("2026-03-01T06:00:01.250Z"))
                .origin(ORIGIN)
                .step(Step.HOUR)
                .zone(ZoneId.of("America/Los_Angeles"))
                .values(Values.generate(24, i -> 100 + i * 0.5))
                .interval(Optional.of(
                        new Interval(0.9, Values.generate(24, i -> 90 + i), Values.generate(24, i -> 110 + i))))
                .method("network")
                .fallback(false)
                .stale(false)
                .model(Optional.of(new ModelRef("default", "20260301T000000Z-1")))
                .from(ORIGIN.minusSeconds(6 * 3600))
                .to(ORIGIN)
                .imputedFraction(0.5)
                .knownFraction(1)
                .revision(0)
                .build();
    }

    private static Forecast fallback(boolean stale) {
        return ForecastBuilder.builder()
                .sensor(SensorId.of("i880-hov"))
                .issuedAt(Instant.parse("2026-03-01T06:00:01.250Z"))
                .origin(ORIGIN)
                .step(Step.HOUR)
                .zone(ZoneId.of("America/Los_Angeles"))
                .values(Values.generate(24, i -> 106))
                .interval(Optional.empty())
                .method("persistence")
                .fallback(true)
                .stale(stale)
                .model(Optional.empty())
                .from(ORIGIN.minusSeconds(6 * 3600))
                .to(ORIGIN)
                .imputedFraction(0)
                .knownFraction(1)
                .revision(2)
                .build();
    }

    private static String golden(String name) {
        try (InputStream in =
                Objects.requireNonNull(ForecastJsonTest.class.getResourceAsStream("/golden/v1/" + name), name)) {
            return new String(in.readAllBytes(), UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
