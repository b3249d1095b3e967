package io.foreflow.forecaster.api;

import static java.util.Comparator.comparingDouble;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.forecaster.metrics.FallbackReason;
import io.foreflow.forecaster.query.ExplainedForecast;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ForecastExplanation;
import io.foreflow.models.model.ForecastExplanation.Contribution;
import io.foreflow.models.model.ForecastExplanation.ExplainedMember;
import io.foreflow.models.series.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes why a forecast is as it is. Numbers have the digits of the sensor's forecasts. */
final class ExplanationJson {
    /** Maximum number of contributions that are told apart; the others are summed. */
    private static final int SHOWN = 10;

    private ExplanationJson() {}

    static byte[] write(ExplainedForecast explained) {
        Forecast forecast = explained.forecast();
        Optional<ForecastExplanation> parts = explained.parts();
        ForecastDigits digits = explained.digits();
        return Json.object(json -> {
            json.writeStringField("sensor", forecast.sensor().value());
            Json.writeTime(json, "origin", forecast.origin());
            json.writeStringField("step", forecast.step().toString());
            json.writeStringField("zone", forecast.zone().getId());
            json.writeNumberField("revision", forecast.revision());
            json.writeStringField("method", forecast.method());
            json.writeBooleanField("fallback", forecast.fallback());
            json.writeStringField(
                    "model", forecast.model().map(ModelRef::toString).orElse(null));
            json.writeNumberField("knownFraction", forecast.knownFraction());
            json.writeNumberField("imputedFraction", forecast.imputedFraction());
            json.writeBooleanField("exact", explained.exact());
            json.writeArrayFieldStart("notes");
            for (String note : explained.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            Json.writeValues(json, "values", forecast.values());
            Json.writeValues(json, "lastWeek", digits.round(explained.lastWeek()));
            if (parts.isPresent()) {
                Json.writeValues(json, "reference", digits.round(parts.get().reference()));
            } else {
                json.writeNullField("reference");
            }
            writeMembers(json, parts.map(ForecastExplanation::members).orElse(List.of()), digits);
            writeContributions(
                    json, parts.map(ForecastExplanation::contributions).orElse(List.of()), digits);
        });
    }

    private static void writeMembers(JsonGenerator json, List<ExplainedMember> members, ForecastDigits digits)
            throws IOException {
        json.writeArrayFieldStart("members");
        for (ExplainedMember member : members) {
            json.writeStartObject();
            json.writeStringField("name", member.name());
            json.writeStringField("kind", member.kind().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("share", member.share());
            json.writeNumberField("networks", member.networks());
            if (member.values().isPresent()) {
                Json.writeValues(json, "values", digits.round(member.values().get()));
            } else {
                json.writeNullField("values");
            }
            json.writeStringField(
                    "obstacle",
                    member.obstacle()
                            .map(FallbackReason::of)
                            .map(FallbackReason::label)
                            .orElse(null));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes the largest contributions, the largest first, and the sum of the others. */
    private static void writeContributions(JsonGenerator json, List<Contribution> contributions, ForecastDigits digits)
            throws IOException {
        List<Contribution> sorted = new ArrayList<>(contributions);
        sorted.sort(comparingDouble(ExplanationJson::size).reversed());
        json.writeArrayFieldStart("contributions");
        for (Contribution one : sorted.subList(0, Math.min(SHOWN, sorted.size()))) {
            write(json, one.source().name(), one.source().words(), digits.round(one.values()));
        }
        if (sorted.size() > SHOWN) {
            List<Contribution> others = sorted.subList(SHOWN, sorted.size());
            Values sum = Values.generate(others.get(0).values().length(), lead -> others.stream()
                    .mapToDouble(one -> one.values().at(lead))
                    .sum());
            write(json, "others", others.size() + " smaller ones together", digits.round(sum));
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, String source, String words, Values values) throws IOException {
        json.writeStartObject();
        json.writeStringField("source", source);
        json.writeStringField("words", words);
        Json.writeValues(json, "values", values);
        json.writeEndObject();
    }

    private static double size(Contribution contribution) {
        return contribution.values().stream().map(Math::abs).sum();
    }
}
