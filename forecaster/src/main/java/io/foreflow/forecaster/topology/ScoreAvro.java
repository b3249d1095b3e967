package io.foreflow.forecaster.topology;

import io.foreflow.ingest.schema.AvroBytes;
import io.foreflow.ingest.schema.AvroRecords;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.ModelLeads;
import io.foreflow.models.score.Rolling;
import io.foreflow.models.score.RollingMean;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.score.ScoreBuilder;
import io.foreflow.models.score.ShadowErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes and reads a score in Avro, with the schema {@code score.v1.avsc}. */
public final class ScoreAvro {
    private static final AvroRecords RECORDS = AvroRecords.ofResource(ScoreAvro.class, "score.v1.avsc");
    private static final List<Contender> CONTENDERS = List.of(Contender.values());

    private ScoreAvro() {}

    public static byte[] write(Score score) {
        return RECORDS.write(out -> {
            out.writeText(score.sensor().value());
            out.writeLong(score.time().toEpochMilli());
            out.writeInt((int) score.step().seconds());
            out.writeDouble(score.actual());
            for (Contender contender : CONTENDERS) {
                out.writeFloats(score.errors(contender));
            }
            out.writeFloats(score.yardsticks());
            out.writeInts(numbers(score.hits()));
            out.writeInts(score.fallbacks());
            out.writeItems(score.models(), leads -> {
                out.writeText(leads.model().toString());
                out.writeInt(leads.first());
                out.writeInt(leads.last());
            });
            out.writeText(
                    score.shadow().map(shadow -> shadow.model().toString()).orElse(""));
            out.writeText(score.shadow().map(shadow -> shadow.role().label()).orElse(""));
            out.writeFloats(score.shadow().map(ShadowErrors::errors).orElse(Values.EMPTY));
            Rolling rolling = score.rolling();
            out.writeInt(rolling.mae(Contender.FORECAST).count());
            out.writeFloats(Values.generate(
                    CONTENDERS.size(), i -> rolling.mae(CONTENDERS.get(i)).mean()));
            out.writeFloats(Values.generate(
                    CONTENDERS.size(), i -> rolling.mase(CONTENDERS.get(i)).mean()));
            out.writeFloat(rolling.bias().mean());
            out.writeFloat(rolling.coverage().mean());
        });
    }

    /**
     * Reads the bytes that {@link #write} wrote. The record has one number of steps for all rolling means.
     *
     * @throws IllegalArgumentException if they are invalid; the message is one line
     */
    public static Score read(byte[] bytes) {
        return RECORDS.read(bytes, in -> {
            ScoreBuilder score = ScoreBuilder.builder()
                    .sensor(SensorId.of(in.readText()))
                    .time(Instant.ofEpochMilli(in.readLong()))
                    .step(Step.of(Duration.ofSeconds(in.readInt())))
                    .actual(in.readDouble());
            Map<Contender, Values> errors = new EnumMap<>(Contender.class);
            CONTENDERS.forEach(contender -> errors.put(contender, in.readFloats()));
            return score.errors(errors)
                    .yardsticks(in.readFloats())
                    .hits(hits(in.readInts()))
                    .fallbacks(in.readInts())
                    .models(readModels(in))
                    .shadow(readShadow(in))
                    .rolling(readRolling(in))
                    .build();
        });
    }

    private static List<ModelLeads> readModels(AvroBytes in) {
        List<ModelLeads> models = new ArrayList<>(1);
        in.readItems(() -> models.add(new ModelLeads(ModelRef.parse(in.readText()), in.readInt(), in.readInt())));
        return models;
    }

    private static Optional<ShadowErrors> readShadow(AvroBytes in) {
        String model = in.readText();
        String role = in.readText();
        Values errors = in.readFloats();
        return model.isEmpty()
                ? Optional.empty()
                : Optional.of(new ShadowErrors(ModelRef.parse(model), RecordFields.shadowRole(role), errors));
    }

    private static List<Integer> numbers(List<Hit> hits) {
        List<Integer> numbers = new ArrayList<>(hits.size());
        for (Hit hit : hits) {
            numbers.add(
                    switch (hit) {
                        case INSIDE -> 1;
                        case OUTSIDE -> 0;
                        case UNKNOWN -> -1;
                    });
        }
        return numbers;
    }

    private static List<Hit> hits(List<Integer> numbers) {
        List<Hit> hits = new ArrayList<>(numbers.size());
        for (int number : numbers) {
            hits.add(
                    switch (number) {
                        case 1 -> Hit.INSIDE;
                        case 0 -> Hit.OUTSIDE;
                        case -1 -> Hit.UNKNOWN;
                        default ->
                            throw new IllegalArgumentException("the field inside must hold 1, 0 or -1, not " + number);
                    });
        }
        return hits;
    }

    private static Rolling readRolling(AvroBytes in) {
        int steps = in.readInt();
        List<RollingMean> mae = means(in.readFloats(), steps);
        List<RollingMean> mase = means(in.readFloats(), steps);
        return new Rolling(mae, mase, mean(in.readFloat(), steps), mean(in.readFloat(), steps));
    }

    private static List<RollingMean> means(Values means, int steps) {
        if (means.length() != CONTENDERS.size()) {
            throw new IllegalArgumentException(
                    "rolling means must be of " + CONTENDERS.size() + " contenders, not " + means.length());
        }
        return means.stream().mapToObj(mean -> mean(mean, steps)).toList();
    }

    private static RollingMean mean(double mean, int steps) {
        return Double.isNaN(mean) ? RollingMean.NONE : new RollingMean(mean, steps);
    }
}
