package io.foreflow.forecaster.app.offline;

import io.foreflow.forecaster.app.LiveServiceConfig;
import io.foreflow.forecaster.app.terminal.CommandException;
import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.ingest.source.CsvLayout;
import io.foreflow.ingest.source.CsvReadings;
import io.foreflow.ingest.source.IncompleteFileException;
import io.foreflow.ingest.source.Row;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.wire.WindowJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Training windows, from where the live service has put them, or from a file through the same windower. */
public final class TrainingWindows {
    private TrainingWindows() {}

    /** All that are committed on the training windows topic. */
    public static List<TrainingWindow> fromTopic(LiveServiceConfig config) {
        String topic = config.pipeline().topics().trainingWindows();
        List<TrainingWindow> windows = new ArrayList<>();
        new TopicReader(config.kafka()).read(topic, record -> {
            byte[] value = record.value();
            if (value == null) {
                return;
            }
            try {
                windows.add(WindowJson.readTrainingWindow(value));
            } catch (IllegalArgumentException e) {
                throw new CommandException(
                        topic + ", partition " + record.partition() + ", offset " + record.offset() + ": "
                                + e.getMessage() + ". Only Foreflow may write to this topic",
                        e);
            }
        });
        return windows;
    }

    /**
     * What the live service would make of a file's readings, had they been replayed at {@code now} and closed with a
     * final reading for each sensor.
     *
     * @param rejected takes a line for each row and reading that cannot be used
     * @throws IOException if the file cannot be read
     */
    public static List<TrainingWindow> fromFile(Path file, WindowerConfig config, Instant now, Rejected rejected)
            throws IOException {
        Offline offline = new Offline(new Windower(config), now, rejected);
        try (CsvReadings source = CsvReadings.open(file, CsvLayout.LONG, config.zone())) {
            for (Row row = source.next(); row != null; row = source.next()) {
                if (row instanceof Row.Valid valid) {
                    offline.add(valid.reading());
                } else if (row instanceof Row.Bad bad) {
                    rejected.tell(source.name() + ", line " + bad.line() + ": " + bad.detail());
                }
            }
        } catch (IncompleteFileException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
        return offline.finish();
    }

    /** Hears what cannot be used. */
    @FunctionalInterface
    public interface Rejected {
        void tell(String line);
    }

    private static final class Offline {
        private final Windower windower;
        private final Instant now;
        private final Rejected rejected;
        private final Map<SensorId, SensorState> states = new HashMap<>();
        private final Map<SensorId, Instant> last = new TreeMap<>();
        private final List<TrainingWindow> windows = new ArrayList<>();

        Offline(Windower windower, Instant now, Rejected rejected) {
            this.windower = windower;
            this.now = now;
            this.rejected = rejected;
        }

        void add(Reading reading) {
            SensorId sensor = reading.sensor();
            Transition transition = windower.apply(
                    states.getOrDefault(sensor, SensorState.empty(sensor)), new Event.Arrival(reading, now));
            states.put(sensor, transition.state());
            last.merge(sensor, reading.time(), (a, b) -> a.isAfter(b) ? a : b);
            for (Emission emission : transition.emissions()) {
                if (emission instanceof Emission.TrainingWindowReady ready) {
                    windows.add(ready.trainingWindow());
                } else if (emission instanceof Emission.Rejected refused) {
                    rejected.tell(sensor + " at " + reading.time() + ": " + refused.detail());
                }
            }
        }

        List<TrainingWindow> finish() {
            WindowerConfig config = windower.config();
            Map.copyOf(last)
                    .forEach((sensor, time) -> add(ReadingsPublisher.finalReading(
                            sensor, time, config.shape().step(), config.revisionHorizon(), now)));
            return windows;
        }
    }
}
