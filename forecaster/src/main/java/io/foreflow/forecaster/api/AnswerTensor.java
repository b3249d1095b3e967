package io.foreflow.forecaster.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.tabular.Answer;
import io.foreflow.models.tabular.Answer.ClassProbability;
import io.foreflow.models.tabular.Answer.Classification;
import io.foreflow.models.tabular.Answer.Estimate;
import io.foreflow.models.tabular.Answer.Estimates;
import io.foreflow.models.tabular.Answered;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.models.tabular.Text;
import io.foreflow.models.tabular.Value;
import io.foreflow.models.tabular.ValueSequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tensor that a classifier or regressor yields, and how its elements are written.
 *
 * @param writer writes the elements of one answer
 */
record AnswerTensor(ModelTensor tensor, AnswerWriter writer) {
    /** Writes a part of one answer. */
    @FunctionalInterface
    interface AnswerWriter {
        void write(JsonGenerator json, Answered answered) throws IOException;
    }

    /** Returns the tensors that a model with this task yields. */
    static List<AnswerTensor> of(InferenceTask task) {
        List<AnswerTensor> tensors = new ArrayList<>();
        OutputSpec output = task.output();
        if (output instanceof Value value) {
            tensors.add(estimate(value.name(), value.unit(), 0));
        } else if (output instanceof ValueSequence sequence) {
            for (int i = 0; i < sequence.names().size(); i++) {
                tensors.add(estimate(sequence.names().get(i), sequence.unit(), i));
            }
        } else {
            List<String> labels = output instanceof Classes classes ? classes.labels() : ((ClassTree) output).labels();
            tensors.add(new AnswerTensor(
                    ModelTensor.texts("class"),
                    (json, answered) -> json.writeString(classified(answered).label())));
            tensors.add(probabilities(labels));
        }
        if (task.input() instanceof Text) {
            tensors.add(new AnswerTensor(
                    ModelTensor.numbers("unknownWordShare"),
                    (json, answered) ->
                            json.writeNumber(answered.unknownWordShare().orElseThrow())));
        }
        return tensors;
    }

    private static AnswerTensor estimate(String name, String unit, int index) {
        return new AnswerTensor(
                ModelTensor.numbers(name).withUnit(unit),
                (json, answered) ->
                        json.writeNumber(estimates(answered.answer()).get(index).value()));
    }

    private static AnswerTensor probabilities(List<String> labels) {
        Map<String, Integer> places = new HashMap<>();
        labels.forEach(label -> places.put(label, places.size()));
        return new AnswerTensor(ModelTensor.numbers("probabilities").withLabels(labels), (json, answered) -> {
            double[] probabilities = new double[labels.size()];
            for (ClassProbability one : classified(answered).classes()) {
                probabilities[requireNonNull(places.get(one.label()))] = one.probability();
            }
            for (double probability : probabilities) {
                json.writeNumber(probability);
            }
        });
    }

    private static Classification classified(Answered answered) {
        return (Classification) answered.answer();
    }

    private static List<Estimate> estimates(Answer answer) {
        return answer instanceof Estimate one ? List.of(one) : ((Estimates) answer).estimates();
    }

    /** Writes the tensor with the elements of all answers. */
    void write(JsonGenerator json, List<Answered> answers) throws IOException {
        json.writeStartObject();
        tensor.writeFields(json, answers.size());
        json.writeArrayFieldStart("data");
        for (Answered answered : answers) {
            writer.write(json, answered);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
