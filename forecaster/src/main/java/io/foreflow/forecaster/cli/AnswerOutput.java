package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.predict.QuestionBatch;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.forecaster.topology.AnswerJson;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.tabular.Answer;
import io.foreflow.models.tabular.Answer.ClassProbability;
import io.foreflow.models.tabular.Answer.Classification;
import io.foreflow.models.tabular.Answer.Estimate;
import io.foreflow.models.tabular.Answer.Estimates;
import io.foreflow.models.tabular.Answered;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints a model's answers, for people and for scripts. */
final class AnswerOutput {
    /** Precision of a float. */
    private static final MathContext DIGITS = new MathContext(6);

    /** Maximum number of places that a note names. */
    private static final int SHOWN = 5;

    private final TrainedModel bundle;
    private final int top;
    private final List<Prediction> predictions = new ArrayList<>();

    private record Prediction(String file, long line, String place, Answered answered) {
        Answer answer() {
            return answered.answer();
        }
    }

    /** @param top number of most probable classes to show beside the class; 0 for none */
    AnswerOutput(TrainedModel bundle, int top) {
        this.bundle = bundle;
        this.top = top;
    }

    void add(QuestionBatch question, Answered answered) {
        predictions.add(new Prediction(question.file(), question.line(), question.place(), answered));
    }

    /** Names the texts of which the model knows no word, in one line; empty if there are none. */
    Optional<String> ofUnknownWordsOnly() {
        List<String> places = predictions.stream()
                .filter(prediction -> prediction.answered().isOfUnknownWordsOnly())
                .map(Prediction::place)
                .toList();
        if (places.isEmpty()) {
            return Optional.empty();
        }
        String some = String.join(", ", places.subList(0, Math.min(SHOWN, places.size())));
        return Optional.of("the model knows no word of " + some
                + (places.size() > SHOWN ? " and " + (places.size() - SHOWN) + " more" : "")
                + "; it gives every such text the same answer");
    }

    /** Returns one JSON object. */
    String json() {
        byte[] bytes = Json.object(json -> {
            json.writeObjectFieldStart("model");
            json.writeStringField("name", bundle.ref().name());
            json.writeStringField("version", bundle.ref().version());
            json.writeEndObject();
            json.writeNumberField("rows", predictions.size());
            json.writeArrayFieldStart("answers");
            for (Prediction prediction : predictions) {
                json.writeStartObject();
                json.writeStringField("file", prediction.file());
                if (prediction.line() == 0) {
                    json.writeNullField("line");
                } else {
                    json.writeNumberField("line", prediction.line());
                }
                AnswerJson.write(json, Optional.of(prediction.answered()), top);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        return new String(bytes, UTF_8);
    }

    /** Returns a line for each answer. */
    String table() {
        List<String> header = new ArrayList<>(List.of("INPUT"));
        header.addAll(names(predictions.get(0).answer()));
        TextTable table = new TextTable(header.toArray(String[]::new));
        for (Prediction prediction : predictions) {
            List<String> row = new ArrayList<>(List.of(prediction.place()));
            row.addAll(cells(prediction.answer()));
            table.row(row.toArray(String[]::new));
        }
        return table.toString();
    }

    private List<String> names(Answer answer) {
        if (answer instanceof Classification) {
            return top == 0 ? List.of("CLASS", "PROBABILITY") : List.of("CLASS", "PROBABILITY", "TOP " + top);
        } else if (answer instanceof Estimate estimate) {
            return List.of(estimate.name(), "UNIT");
        }
        List<String> names = new ArrayList<>(
                ((Estimates) answer).estimates().stream().map(Estimate::name).toList());
        names.add("UNIT");
        return names;
    }

    private List<String> cells(Answer answer) {
        if (answer instanceof Classification classified) {
            String best = classified.top(top).stream().map(AnswerOutput::shown).collect(Collectors.joining(", "));
            List<String> cells = List.of(classified.label(), probability(classified.probability()));
            return top == 0 ? cells : List.of(cells.get(0), cells.get(1), best);
        } else if (answer instanceof Estimate estimate) {
            return List.of(number(estimate.value()), estimate.unit());
        }
        List<Estimate> estimates = ((Estimates) answer).estimates();
        List<String> cells = new ArrayList<>(
                estimates.stream().map(estimate -> number(estimate.value())).toList());
        cells.add(estimates.get(0).unit());
        return cells;
    }

    private static String shown(ClassProbability one) {
        return one.label() + " " + probability(one.probability());
    }

    private static String probability(double probability) {
        return String.format(Locale.ROOT, "%.4f", probability);
    }

    private static String number(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
