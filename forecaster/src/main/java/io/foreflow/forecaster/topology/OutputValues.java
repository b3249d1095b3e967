package io.foreflow.forecaster.topology;

import io.foreflow.ingest.schema.AvroRecords;
import io.foreflow.ingest.wire.CloudEvents.EventKind;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.score.Score;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/**
 * The values of the topics of forecasts and scores, in the configured format, and their headers. Both formats are read.
 */
public final class OutputValues {
    private final TopicFormat format;
    private final EventKind forecasts;
    private final EventKind scores;

    OutputValues(TopicFormat format) {
        this.format = format;
        this.forecasts = new EventKind(
                ForecastJson.TYPE, ForecastJson.SOURCE, TopicFormat.contentType(format.hasBinaryForecasts()));
        this.scores =
                new EventKind(ScoreJson.TYPE, ForecastJson.SOURCE, TopicFormat.contentType(format.hasBinaryScores()));
    }

    byte[] write(Forecast forecast) {
        return format.hasBinaryForecasts() ? ForecastAvro.write(forecast) : ForecastJson.write(forecast);
    }

    byte[] write(Score score) {
        return format.hasBinaryScores() ? ScoreAvro.write(score) : ScoreJson.write(score);
    }

    /** Returns CloudEvents headers; the id is the same whenever this forecast is made again. */
    Headers headers(Forecast forecast) {
        return forecasts.headers(forecast.sensor(), forecast.origin(), forecast.revision(), forecast.issuedAt());
    }

    /** Returns CloudEvents headers; the id is the same whenever this step is scored again. */
    Headers headers(Score score, Instant now) {
        return scores.headers(score.sensor(), score.time(), 0, now);
    }

    /**
     * Reads a forecast in Avro or JSON.
     *
     * @throws IllegalArgumentException if the bytes are invalid; the message is one line
     */
    public static Forecast readForecast(byte[] bytes) {
        return AvroRecords.isAvro(bytes) ? ForecastAvro.read(bytes) : ForecastJson.read(bytes);
    }

    /**
     * Reads a score in Avro or JSON.
     *
     * @throws IllegalArgumentException if the bytes are invalid; the message is one line
     */
    public static Score readScore(byte[] bytes) {
        return AvroRecords.isAvro(bytes) ? ScoreAvro.read(bytes) : ScoreJson.read(bytes);
    }
}
