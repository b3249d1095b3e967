package io.foreflow.forecaster.api;

import static java.util.Comparator.comparingDouble;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.forecaster.metrics.FallbackReason;
import io.foreflow.forecaster.query.ExplainedForecast;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.forecast.InputGroup;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ForecastExplanation;
import io.foreflow.models.model.ForecastExplanation.Contribution;
import io.foreflow.models.model.ForecastExplanation.ExplainedMember;
import io.foreflow.models.series.Values;
import java.io.IOException;
import java.util.Arrays;
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
            json.writeArrayFieldStart("contributions");
            if (parts.isPresent()) {
                writeContributions(json, parts.get(), digits);
            }
            json.writeEndArray();
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

    /**
     * Writes the largest contributions, the largest first. What is left of the difference to the reference comes last, so
     * that the rounded numbers add up.
     */
    private static void writeContributions(JsonGenerator json, ForecastExplanation parts, ForecastDigits digits)
            throws IOException {
        List<Contribution> sorted = parts.contributions().stream()
                .filter(one -> !one.source().equals(ForecastExplanation.ROUNDING))
                .sorted(comparingDouble(ExplanationJson::size).reversed())
                .toList();
        List<Contribution> shown = sorted.subList(0, Math.min(SHOWN, sorted.size()));
        double[] left = new double[parts.values().length()];
        Arrays.setAll(
                left,
                lead -> parts.values().at(lead)
                        - digits.round(parts.reference()).at(lead));
        for (Contribution one : shown) {
            Values rounded = digits.round(one.values());
            write(json, one.source(), rounded);
            Arrays.setAll(left, lead -> left[lead] - rounded.at(lead));
        }
        Values rest = digits.round(Values.of(left));
        int others = sorted.size() - shown.size();
        if (others > 0) {
            write(json, new InputGroup("others", others + " smaller ones together"), rest);
        } else if (rest.stream().anyMatch(number -> number != 0)) {
            write(json, ForecastExplanation.ROUNDING, rest);
        }
    }

    private static void write(JsonGenerator json, InputGroup source, Values values) throws IOException {
        json.writeStartObject();
        json.writeStringField("source", source.name());
        json.writeStringField("words", source.words());
        Json.writeValues(json, "values", values);
        json.writeEndObject();
    }

    private static double size(Contribution contribution) {
        return contribution.values().stream().map(Math::abs).sum();
    }
}
