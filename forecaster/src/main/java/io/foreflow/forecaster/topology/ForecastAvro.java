package io.foreflow.forecaster.topology;

import io.foreflow.ingest.schema.AvroRecords;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Writes and reads a forecast in Avro, with the schema {@code forecast.v1.avsc}. */
public final class ForecastAvro {
    private static final AvroRecords RECORDS = AvroRecords.ofResource(ForecastAvro.class, "forecast.v1.avsc");

    private ForecastAvro() {}

    public static byte[] write(Forecast forecast) {
        return RECORDS.write(out -> {
            out.writeText(forecast.sensor().value());
            out.writeLong(forecast.issuedAt().toEpochMilli());
            out.writeLong(forecast.origin().toEpochMilli());
            out.writeInt((int) forecast.step().seconds());
            out.writeText(forecast.zone().getId());
            out.writeDoubles(forecast.values());
            out.writeDoubles(forecast.interval().map(Interval::lower).orElse(Values.EMPTY));
            out.writeDoubles(forecast.interval().map(Interval::upper).orElse(Values.EMPTY));
            out.writeDouble(forecast.interval().map(Interval::level).orElse(Double.NaN));
            out.writeText(forecast.method());
            out.writeBoolean(forecast.fallback());
            out.writeBoolean(forecast.stale());
            out.writeText(forecast.model().map(ModelRef::toString).orElse(""));
            out.writeLong(forecast.from().toEpochMilli());
            out.writeLong(forecast.to().toEpochMilli());
            out.writeDouble(forecast.imputedFraction());
            out.writeDouble(forecast.knownFraction());
            out.writeInt(forecast.revision());
        });
    }

    /**
     * Reads the bytes that {@link #write} wrote.
     *
     * @throws IllegalArgumentException if they are invalid; the message is one line
     */
    public static Forecast read(byte[] bytes) {
        return RECORDS.read(bytes, in -> {
            ForecastBuilder forecast = ForecastBuilder.builder()
                    .sensor(SensorId.of(in.readText()))
                    .issuedAt(Instant.ofEpochMilli(in.readLong()))
                    .origin(Instant.ofEpochMilli(in.readLong()))
                    .step(Step.of(Duration.ofSeconds(in.readInt())))
                    .zone(zone(in.readText()))
                    .values(in.readDoubles())
                    .interval(interval(in.readDoubles(), in.readDoubles(), in.readDouble()))
                    .method(in.readText())
                    .fallback(in.readBoolean())
                    .stale(in.readBoolean());
            String model = in.readText();
            return forecast.model(model.isEmpty() ? Optional.empty() : Optional.of(ModelRef.parse(model)))
                    .from(Instant.ofEpochMilli(in.readLong()))
                    .to(Instant.ofEpochMilli(in.readLong()))
                    .imputedFraction(in.readDouble())
                    .knownFraction(in.readDouble())
                    .revision(in.readInt())
                    .build();
        });
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the field zone must be a time zone, not " + text, e);
        }
    }

    private static Optional<Interval> interval(Values lower, Values upper, double level) {
        return Double.isNaN(level) ? Optional.empty() : Optional.of(new Interval(level, lower, upper));
    }
}
