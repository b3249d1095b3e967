package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.training.backtest.RollingData;
import io.foreflow.training.ensemble.EnsembleJob;
import io.foreflow.training.ensemble.EnsemblePlan;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.core.Aggregate;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.streams.OutputTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever numbers a sensor sends: every number that follows from them is finite, and other sensors are forecast as without it. */
class ExtremeValuesTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final SensorId WILD = SensorId.of("wild");
    private static final SensorId CALM = SensorId.of("calm");
    private static final int HOURS = 24 * 12;
    private static final TrainedModel BUNDLE = trained();

    @Property(tries = 30)
    void everyNumberThatFollowsIsFinite(@ForAll long seed, @ForAll Aggregate aggregate) throws IOException {
        // given
        Random random = new Random(seed);
        WindowerConfig windowing =
                WindowerConfig.defaults().withAggregate(aggregate).withCovariates(List.of("temp"));
        Kind[] kinds = Kind.values();
        Kind kind = kinds[random.nextInt(kinds.length)];
        List<Reading> readings = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            Instant time = START.plus(Duration.ofHours(hour));
            readings.add(Reading.of(CALM, time, calm(hour)));
            int times = 1 + random.nextInt(3);
            for (int i = 0; i < times; i++) {
                readings.add(new Reading(
                        WILD,
                        time.plusSeconds(900L * i),
                        kind.value(random, hour),
                        Map.of("temp", kinds[random.nextInt(kinds.length)].value(random, hour))));
            }
        }

        // when
        Outputs outputs = run(windowing, readings);

        // then
        assertThat(outputs.reasons()).isSubsetOf(RejectReason.OUT_OF_RANGE.label());
        assertThat(outputs.forecasts(CALM)).isEqualTo(HOURS);
        assertThat(outputs.numbers()).isGreaterThan(HOURS * 24).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1.7976931348623157e308, 1",
        "-1.7976931348623157e308, 1",
        "1.7976931348623157e308, 3",
        "1e300, 48",
        "3.4028234663852886e38, 3"
    })
    void shouldRejectValuesThatArithmeticCannotBear(double value, int times) throws IOException {
        // given: some of one sensor's readings are a device's mark for "no value"
        List<Reading> readings = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            Instant time = START.plus(Duration.ofHours(hour));
            boolean marked = hour >= 200 && hour < 200 + times;
            readings.add(Reading.of(WILD, time, marked ? value : calm(hour)));
            readings.add(Reading.of(CALM, time, calm(hour)));
        }

        // when
        Outputs outputs = run(WindowerConfig.defaults(), readings);

        // then
        assertThat(outputs.reasons()).hasSize(times).containsOnly("outOfRange");
        assertThat(outputs.forecasts(CALM)).isEqualTo(HOURS);
        assertThat(outputs.forecasts(WILD)).isGreaterThanOrEqualTo(HOURS - times);
    }

    @Test
    void shouldRejectAReadingWhoseCovariateArithmeticCannotBear() throws IOException {
        // given
        Reading reading = new Reading(WILD, START, 1.0, Map.of("temp", -Double.MAX_VALUE));

        // when
        Outputs outputs = run(WindowerConfig.defaults().withCovariates(List.of("temp")), List.of(reading));

        // then
        assertThat(outputs.reasons()).containsExactly("outOfRange");
        assertThat(outputs.details().get(0))
                .isEqualTo("the covariate temp (-1.7976931348623157E308) is further from 0 than 1.0E30"
                        + " (window.maxAbsoluteValue)");
    }

    @Test
    void shouldTakeWhatTheConfiguredBoundAllows() throws IOException {
        // given
        List<Reading> readings = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            readings.add(Reading.of(
                    WILD, START.plus(Duration.ofHours(hour)), hour % 2 == 0 ? 1e100 : hour % 3 == 0 ? -1e100 : 1e-300));
        }

        // when
        Outputs outputs = run(WindowerConfig.defaults().withMaxAbsoluteValue(1e100), readings);

        // then
        assertThat(outputs.reasons()).isEmpty();
        assertThat(outputs.forecasts(WILD)).isEqualTo(HOURS);
    }

    /** A way in which a sensor may be wild. */
    private enum Kind {
        /** Any bits that are a finite number. */
        ANY_BITS {
            @Override
            double value(Random random, int hour) {
                double value = Double.longBitsToDouble(random.nextLong());
                return Double.isFinite(value) ? value : 0;
            }
        },
        /** Among numbers that are so small that dividing by them overflows. */
        SUBNORMAL {
            @Override
            double value(Random random, int hour) {
                return random.nextInt(4) == 0 ? 0 : Double.MIN_VALUE * random.nextInt(5);
            }
        },
        /** Flat for long, then a jump to the bound. */
        JUMPS {
            @Override
            double value(Random random, int hour) {
                return hour % 100 < 80 ? Double.MIN_VALUE * (hour % 2) : 1e30;
            }
        },
        AT_THE_BOUND {
            @Override
            double value(Random random, int hour) {
                return random.nextBoolean() ? 1e30 : -1e30;
            }
        },
        CONSTANT {
            @Override
            double value(Random random, int hour) {
                return -1e30;
            }
        },
        ANY_MAGNITUDE {
            @Override
            double value(Random random, int hour) {
                return (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextInt(330) - 300.0);
            }
        };

        abstract double value(Random random, int hour);
    }

    private static double calm(int hour) {
        return 100 + 40 * Math.sin(hour * Math.PI / 12) + hour % 7;
    }

    /** A small ensemble that knows both sensors from quieter times. */
    private static TrainedModel trained() {
        WindowerConfig windowing = WindowerConfig.defaults().withCovariates(List.of("temp"));
        List<Reading> readings = new ArrayList<>();
        for (int hour = 0; hour < 24 * 50; hour++) {
            Instant time = START.minus(Duration.ofDays(60)).plus(Duration.ofHours(hour));
            readings.add(new Reading(CALM, time, calm(hour), Map.of("temp", (double) (hour % 24))));
            readings.add(new Reading(WILD, time, 3 * calm(hour + 5), Map.of("temp", (double) (hour % 24))));
        }
        Instant cut = RollingData.cut(readings, 0.2);
        EnsemblePlan plan = new EnsemblePlan(
                "test", "for a test", List.of(Recipes.builtIn("dense", windowing.shape())), 1, 400, 0.25);
        return new EnsembleJob(
                        plan, recipe -> FusedEngine.plain(), network -> FusedEngine.plain(), TrainingListener.SILENT)
                .run(
                        RollingData.of(windowing, readings, NOW, cut)
                                .cut(cut, NOW)
                                .past()
                                .windows()
                                .windows(),
                        new Provenance(new ModelRef("default", "1"), NOW, "0", "17", "test"))
                .bundle();
    }

    private static Outputs run(WindowerConfig windowing, List<Reading> readings) throws IOException {
        Path dir = Files.createTempDirectory("extreme");
        ModelForecaster forecaster = ModelForecaster.open(BUNDLE, network -> FusedEngine.plain());
        ServingModel model = FakeModel.of("1", forecaster::forecast)
                .with(BUNDLE.forecastTask().bounds(), BUNDLE.forecastTask().intervals());
        try (TopologyTestDriver driver = TestStreams.driver(
                TestStreams.pipeline(
                        PipelineConfig.defaults()
                                .withWindowing(windowing)
                                .withOutputs(new OutputTopics(true, true, TopicFormat.JSON)),
                        () -> Optional.of(model),
                        new PipelineMetrics(new SimpleMeterRegistry())),
                dir,
                NOW)) {
            TestInputTopic<byte[], byte[]> input = driver.createInputTopic(
                    TOPICS.readings(), new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
            readings.forEach(
                    reading -> input.pipeInput(reading.sensor().value().getBytes(UTF_8), ReadingJson.bytes(reading)));
            return new Outputs(
                    records(driver, TOPICS.rejected()),
                    records(driver, TOPICS.forecasts()),
                    records(driver, TOPICS.windows()),
                    records(driver, TOPICS.trainingWindows()),
                    records(driver, TOPICS.scores()));
        } finally {
            forecaster.close();
            Utils.delete(dir.toFile());
        }
    }

    private static List<TestRecord<byte[], byte[]>> records(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private record Outputs(
            List<TestRecord<byte[], byte[]>> rejected,
            List<TestRecord<byte[], byte[]>> made,
            List<TestRecord<byte[], byte[]>> windows,
            List<TestRecord<byte[], byte[]>> trainingWindows,
            List<TestRecord<byte[], byte[]>> scores) {
        List<String> reasons() {
            return headers(RejectedHeaders.REASON);
        }

        List<String> details() {
            return headers(RejectedHeaders.DETAIL);
        }

        private List<String> headers(String name) {
            return rejected.stream()
                    .map(record -> new String(record.headers().lastHeader(name).value(), UTF_8))
                    .toList();
        }

        /** Returns the number of the sensor's buckets that were forecast. */
        long forecasts(SensorId sensor) {
            return made.stream()
                    .map(record -> ForecastJson.read(record.value()))
                    .filter(forecast -> forecast.sensor().equals(sensor) && forecast.revision() == 0)
                    .count();
        }

        /** Counts the numbers that the outputs hold, and asserts that each is finite. */
        int numbers() {
            int numbers = 0;
            for (List<TestRecord<byte[], byte[]>> records : List.of(made, windows, trainingWindows, scores)) {
                for (TestRecord<byte[], byte[]> record : records) {
                    numbers += numbers(Json.object(record.value()));
                }
            }
            return numbers;
        }

        private static int numbers(JsonNode node) {
            int numbers = 0;
            if (node.isNumber()) {
                assertThat(node.doubleValue()).isFinite();
                numbers++;
            }
            for (JsonNode child : node) {
                numbers += numbers(child);
            }
            return numbers;
        }
    }
}
