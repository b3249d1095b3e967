package io.foreflow.forecaster.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.offline.ReadingsTopic;
import io.foreflow.forecaster.offline.TopicReader;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.RollingEvaluation;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.core.WindowerConfig;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The result of the demo, counted and scored only on the committed records of the topics.
 *
 * @param sensors number of sensors with a reading
 * @param readings number of records with a value
 * @param rejected number of rejected records
 * @param trainingWindows number of training windows
 * @param windows number of windows, revisions included
 * @param forecasts number of forecasts, revisions included
 * @param fallbacks number of forecasts without a model
 * @param model model of the latest forecast that has one
 * @param evaluation scores of the first revisions from the cut on: the network and every baseline
 * @param latest latest forecast of each sensor
 */
@RecordBuilder
record DemoResult(
        int sensors,
        long readings,
        long rejected,
        long trainingWindows,
        long windows,
        long forecasts,
        long fallbacks,
        Optional<ModelRef> model,
        Evaluation evaluation,
        Map<SensorId, Forecast> latest) {
    DemoResult {
        latest = new TreeMap<>(latest);
    }

    /** Reads all topics to their ends. */
    static DemoResult read(Map<String, String> kafka, PipelineConfig pipeline, Clock clock, Instant cut) {
        TopicCounts counts = new TopicCounts(new TopicReader(kafka), pipeline, cut);
        ReadingsTopic.replay(kafka, pipeline, clock, EnumSet.allOf(WindowKind.class), counts::addWindow);
        return counts.read();
    }

    private static final class TopicCounts {
        private final TopicReader reader;
        private final TopicNames topics;
        private final WindowerConfig windowing;
        private final Instant cut;
        private final ReadingParser parser = new ReadingParser(InputMapping.NATIVE);

        /** Values by sensor and time; a later arrival overrides an earlier one. */
        private final Map<SensorId, TreeMap<Instant, Double>> readings = new TreeMap<>();

        private long readingCount;

        private record OriginKey(SensorId sensor, Instant origin) {}

        private final Map<OriginKey, Window> windows = new HashMap<>();
        private final Map<OriginKey, Forecast> scored = new HashMap<>();
        private final Map<SensorId, Forecast> latest = new HashMap<>();
        private long windowCount;
        private long trainingWindowCount;
        private long forecastCount;
        private long fallbackCount;

        TopicCounts(TopicReader reader, PipelineConfig pipeline, Instant cut) {
            this.reader = reader;
            this.topics = pipeline.topics();
            this.windowing = pipeline.windowing();
            this.cut = cut;
        }

        DemoResult read() {
            reader.read(topics.readings(), this::addReading);
            reader.read(topics.forecasts(), this::addForecast);
            Evaluation evaluation = evaluate();
            Optional<ModelRef> model = latest.values().stream()
                    .filter(forecast -> forecast.model().isPresent())
                    .max((a, b) -> a.issuedAt().compareTo(b.issuedAt()))
                    .flatMap(Forecast::model);
            return DemoResultBuilder.builder()
                    .sensors(readings.size())
                    .readings(readingCount)
                    .rejected(count(topics.rejected()))
                    .trainingWindows(trainingWindowCount)
                    .windows(windowCount)
                    .forecasts(forecastCount)
                    .fallbacks(fallbackCount)
                    .model(model)
                    .evaluation(evaluation)
                    .latest(latest)
                    .build();
        }

        private long count(String topic) {
            long[] records = {0};
            reader.read(topic, record -> records[0]++);
            return records[0];
        }

        private void addReading(ConsumerRecord<byte[], byte[]> record) {
            if (!(parser.parse(record.key(), record.value()) instanceof ReadingParser.Accepted accepted)) {
                return;
            }
            Reading reading = accepted.reading();
            Double value = reading.value();
            if (value != null) {
                readingCount++;
                readings.computeIfAbsent(reading.sensor(), sensor -> new TreeMap<>())
                        .put(reading.time(), value);
            }
        }

        private void addWindow(Emission emission) {
            if (emission instanceof Emission.TrainingWindowReady) {
                trainingWindowCount++;
            }
            if (!(emission instanceof Emission.BucketClosed closed)
                    || !closed.window().isComplete()) {
                return;
            }
            Window window = closed.window();
            windowCount++;
            if (window.revision() == 0 && !window.origin().isBefore(cut)) {
                windows.put(new OriginKey(window.sensor(), window.origin()), window);
            }
        }

        private void addForecast(ConsumerRecord<byte[], byte[]> record) {
            Forecast forecast = OutputValues.readForecast(record.value());
            forecastCount++;
            fallbackCount += forecast.fallback() ? 1 : 0;
            latest.merge(forecast.sensor(), forecast, (a, b) -> b.origin().isBefore(a.origin()) ? a : b);
            if (forecast.revision() == 0
                    && !forecast.fallback()
                    && !forecast.origin().isBefore(cut)) {
                scored.put(new OriginKey(forecast.sensor(), forecast.origin()), forecast);
            }
        }

        private Evaluation evaluate() {
            List<String> methods = new ArrayList<>(List.of(ModelForecaster.NETWORK));
            for (Baseline baseline : Baseline.values()) {
                methods.add(baseline.label());
            }
            Map<SensorId, RollingEvaluation.ActualSeries> series = new LinkedHashMap<>();
            readings.forEach((sensor, values) -> series.put(
                    sensor,
                    new RollingEvaluation.ActualSeries(
                            windowing.zoneOf(sensor), Buckets.of(values, windowing.gridOf(sensor)))));
            RollingEvaluation evaluation = new RollingEvaluation(windowing.shape(), cut, methods, series);
            scored.forEach((key, forecast) -> {
                Window window = windows.get(key);
                if (window != null) {
                    Map<String, Values> forecasts = new HashMap<>();
                    forecasts.put(ModelForecaster.NETWORK, forecast.values());
                    for (Baseline baseline : Baseline.values()) {
                        forecasts.put(
                                baseline.label(),
                                baseline.completed(window).orElseGet(() -> baseline.forecast(window)));
                    }
                    evaluation.add(key.sensor(), key.origin(), forecasts);
                }
            });
            return evaluation.result();
        }
    }

    /** Returns the documented fields, and the errors by sensor. */
    ObjectNode toJson(String network, double seconds) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("sensors", sensors);
        node.put("readings", readings);
        node.put("rejected", rejected);
        node.put("trainingWindows", trainingWindows);
        node.put("windows", windows);
        node.put("forecasts", forecasts);
        node.put("fallbacks", fallbacks);
        ObjectNode modelNode = node.putObject("model");
        modelNode.put("name", model.map(ModelRef::name).orElse(null));
        modelNode.put("version", model.map(ModelRef::version).orElse(null));
        modelNode.put("network", network);
        ObjectNode mase = node.putObject("mase");
        evaluation
                .methods()
                .forEach(method ->
                        Training.put(mase, method, evaluation.mean(method).mase()));
        ObjectNode bySensor = node.putObject("maseBySensor");
        evaluation.sensors().forEach((sensor, scores) -> {
            ObjectNode numbers = bySensor.putObject(sensor.value());
            numbers.put("origins", scores.origins());
            evaluation
                    .methods()
                    .forEach(method ->
                            Training.put(numbers, method, scores.score(method).mase()));
        });
        node.put("seconds", seconds);
        return node;
    }
}
