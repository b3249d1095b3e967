package io.foreflow.windowing.wire;

import io.foreflow.ingest.schema.AvroBytes;
import io.foreflow.ingest.schema.AvroRecords;
import io.foreflow.ingest.schema.AvroRecords.AvroOutput;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowBuilder;
import io.foreflow.models.series.WindowShape;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes and reads windows and training windows in Avro, with the schemas {@code window.v1.avsc} and
 * {@code training-window.v1.avsc}. Values are doubles, so that a model trained on the topic is the same as one trained on
 * the readings.
 */
public final class WindowAvro {
    private static final AvroRecords WINDOWS = AvroRecords.ofResource(WindowAvro.class, "window.v1.avsc");
    private static final AvroRecords TRAINING_WINDOWS =
            AvroRecords.ofResource(WindowAvro.class, "training-window.v1.avsc");

    private WindowAvro() {}

    public static byte[] write(Window window) {
        return WINDOWS.write(out -> write(out, window));
    }

    public static byte[] write(TrainingWindow window) {
        return TRAINING_WINDOWS.write(out -> {
            write(out, window.window());
            out.writeDoubles(window.target());
            out.writeInts(window.targetImputed());
        });
    }

    /** @throws IllegalArgumentException if the bytes are invalid; the message is one line */
    public static Window readWindow(byte[] bytes) {
        return WINDOWS.read(bytes, WindowAvro::readWindow);
    }

    /** @throws IllegalArgumentException if the bytes are invalid; the message is one line */
    public static TrainingWindow readTrainingWindow(byte[] bytes) {
        return TRAINING_WINDOWS.read(bytes, in -> new TrainingWindow(readWindow(in), in.readDoubles(), in.readInts()));
    }

    private static void write(AvroOutput out, Window window) throws IOException {
        out.writeText(window.sensor().value());
        out.writeLong(window.origin().toEpochMilli());
        out.writeInt((int) window.shape().step().seconds());
        out.writeText(window.zone().getId());
        out.writeDoubles(window.history());
        out.writeDoubles(window.usualPast());
        out.writeDoubles(window.yesterday());
        out.writeDoubles(window.lastWeek());
        out.writeDoubles(window.usual());
        out.writeInts(window.usualCounts());
        out.writeDoubles(window.alike());
        out.writeDoubles(window.alikePast());
        out.writeInts(window.holidays());
        out.writeItems(window.covariates().entrySet(), covariate -> {
            out.writeText(covariate.getKey());
            out.writeDoubles(covariate.getValue().past());
            out.writeDoubles(covariate.getValue().future());
        });
        out.writeDouble(window.level());
        out.writeDouble(window.scale());
        out.writeDouble(window.baselines().yesterday());
        out.writeDouble(window.baselines().lastWeek());
        out.writeDouble(window.baselines().usual());
        out.writeInts(window.imputed());
        out.writeInt(window.revision());
    }

    private static Window readWindow(AvroBytes in) {
        SensorId sensor = SensorId.of(in.readText());
        Instant origin = Instant.ofEpochMilli(in.readLong());
        Step step = Step.of(Duration.ofSeconds(in.readInt()));
        ZoneId zone = zone(in.readText());
        Values history = in.readDoubles();
        Values usualPast = in.readDoubles();
        Values yesterday = in.readDoubles();
        WindowBuilder window = Window.builder(
                        sensor, origin, new WindowShape(step, history.length(), yesterday.length()), zone)
                .history(history)
                .usualPast(usualPast)
                .yesterday(yesterday)
                .lastWeek(in.readDoubles())
                .usual(in.readDoubles())
                .usualCounts(in.readInts())
                .alike(in.readDoubles())
                .alikePast(in.readDoubles())
                .holidays(in.readInts())
                .covariates(readCovariates(in))
                .level(in.readDouble())
                .scale(in.readDouble())
                .baselines(new BaselineErrors(in.readDouble(), in.readDouble(), in.readDouble()));
        List<Integer> imputed = in.readInts();
        WindowJson.requireIndices("imputed", imputed, history.length());
        return window.imputed(imputed).revision(in.readInt()).build();
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the field zone (" + text + ") must be a time zone", e);
        }
    }

    private static Map<String, Covariate> readCovariates(AvroBytes in) {
        Map<String, Covariate> covariates = new TreeMap<>();
        in.readItems(() -> covariates.put(in.readText(), new Covariate(in.readDoubles(), in.readDoubles())));
        return covariates;
    }
}
