package io.foreflow.forecaster.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.query.LeadScore;
import io.foreflow.forecaster.query.SensorRow;
import io.foreflow.forecaster.query.SensorView;
import io.foreflow.forecaster.topology.AlertJson;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.ScoreJson;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.Rolling;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Writes what the read model knows of sensors. */
final class SensorJson {
    private SensorJson() {}

    /** Returns a row of a list. */
    static byte[] row(SensorRow row) {
        return Json.object(json -> writeRow(json, row));
    }

    /**
     * Returns a page of a list.
     *
     * @param name name of the list
     * @param rows objects of the list
     * @param next id after which the next page begins; null on the last page
     */
    static byte[] page(String name, List<byte[]> rows, @Nullable String next) {
        return Json.object(json -> {
            json.writeArrayFieldStart(name);
            for (byte[] row : rows) {
                json.writeRawValue(new String(row, java.nio.charset.StandardCharsets.UTF_8));
            }
            json.writeEndArray();
            json.writeStringField("next", next);
        });
    }

    static byte[] view(SensorView view) {
        return Json.object(json -> {
            writeRow(json, view.row());
            json.writeStringField("step", view.grid().step().toString());
            json.writeStringField("zone", view.grid().zone().getId());
            if (view.values().length() == 0) {
                json.writeNullField("from");
            } else {
                Json.writeTime(json, "from", view.grid().startOf(view.first()));
            }
            Json.writeValues(json, "values", view.values());
            Json.writeIntegers(json, "imputed", view.imputed());
            json.writeFieldName("forecast");
            writeForecast(json, view.row().newest());
            writeShares(json, view.shares());
            json.writeArrayFieldStart("waiting");
            for (PendingForecast forecast : view.waiting()) {
                writeWaiting(json, forecast);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("alerts");
            for (Alert alert : view.alerts()) {
                AlertJson.write(json, alert);
            }
            json.writeEndArray();
            writeRolling(json, view.row().rolling());
        });
    }

    static byte[] scores(SensorView view) {
        return Json.object(json -> {
            json.writeStringField("sensor", view.row().sensor().value());
            json.writeStringField("step", view.grid().step().toString());
            writeRolling(json, view.row().rolling());
            json.writeArrayFieldStart("byLead");
            for (LeadScore lead : LeadScore.of(view)) {
                json.writeStartObject();
                json.writeNumberField("lead", lead.lead());
                json.writeNumberField("count", lead.count());
                Json.writeNumber(json, "mae", lead.mae());
                Json.writeNumber(json, "bias", lead.bias());
                Json.writeNumber(json, "coverage", lead.coverage());
                json.writeObjectFieldStart("naive");
                for (Baseline baseline : LeadScore.COPIES) {
                    Json.writeNumber(json, baseline.label(), lead.naive().getOrDefault(baseline, Double.NaN));
                }
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void writeRow(JsonGenerator json, SensorRow row) throws IOException {
        json.writeStringField("sensor", row.sensor().value());
        json.writeStringField("status", row.status().label());
        Json.writeTime(json, "lastReading", row.lastReading());
        Optional<Forecast> newest = row.newest();
        if (newest.isPresent()) {
            Json.writeTime(json, "origin", newest.get().origin());
            json.writeStringField("method", newest.get().method());
        } else {
            json.writeNullField("origin");
            json.writeNullField("method");
        }
        ModelRef model = newest.flatMap(Forecast::model).orElse(null);
        json.writeStringField("model", model == null ? null : model.toString());
        Json.writeNumber(
                json,
                "mase",
                row.rolling()
                        .map(rolling -> rolling.mase(Contender.FORECAST).mean())
                        .orElse(Double.NaN));
        Json.writeNumber(
                json,
                "coverage",
                row.rolling().map(rolling -> rolling.coverage().mean()).orElse(Double.NaN));
    }

    private static void writeForecast(JsonGenerator json, Optional<Forecast> forecast) throws IOException {
        if (forecast.isPresent()) {
            json.writeRawValue(new String(ForecastJson.write(forecast.get()), java.nio.charset.StandardCharsets.UTF_8));
        } else {
            json.writeNull();
        }
    }

    private static void writeShares(JsonGenerator json, Optional<MemberShares> shares) throws IOException {
        if (shares.isEmpty()) {
            json.writeNullField("shares");
            return;
        }
        json.writeObjectFieldStart("shares");
        for (Map.Entry<String, Double> share : shares.get().byMember().entrySet()) {
            json.writeNumberField(share.getKey(), share.getValue());
        }
        json.writeEndObject();
    }

    private static void writeWaiting(JsonGenerator json, PendingForecast forecast) throws IOException {
        int horizon = forecast.horizon();
        float[] numbers = forecast.numbers();
        json.writeStartObject();
        Json.writeTime(json, "origin", forecast.origin());
        json.writeStringField("model", forecast.model().map(ModelRef::toString).orElse(null));
        writeNumbers(json, "values", horizon, forecast::value);
        if (forecast.hasBounds()) {
            writeNumbers(json, "lower", horizon, lead -> forecast.reference() + numbers[horizon + lead]);
            writeNumbers(json, "upper", horizon, lead -> forecast.reference() + numbers[2 * horizon + lead]);
        } else {
            json.writeNullField("lower");
            json.writeNullField("upper");
        }
        json.writeEndObject();
    }

    /** Writes numbers that were kept as floats, with the digits that they have. */
    private static void writeNumbers(JsonGenerator json, String name, int length, IntToDoubleFunction number)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (int i = 0; i < length; i++) {
            double exact = number.applyAsDouble(i);
            float near = (float) exact;
            if (Double.isNaN(exact)) {
                json.writeNull();
            } else if (Float.isInfinite(near)) {
                json.writeNumber(exact);
            } else {
                json.writeNumber(near);
            }
        }
        json.writeEndArray();
    }

    private static void writeRolling(JsonGenerator json, Optional<Rolling> rolling) throws IOException {
        if (rolling.isEmpty()) {
            json.writeNullField("rolling");
        } else {
            ScoreJson.writeRolling(json, rolling.get());
        }
    }
}
