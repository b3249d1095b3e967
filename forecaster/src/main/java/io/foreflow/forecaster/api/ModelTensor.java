package io.foreflow.forecaster.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.Picture;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A tensor that a classifier or regressor reads or yields. Its first dimension is the batch.
 *
 * @param labels names along the second dimension; empty if there is none
 * @param unit unit of the numbers
 * @param base64 true if the texts are bytes in Base64
 */
record ModelTensor(String name, TensorType type, List<String> labels, Optional<String> unit, boolean base64) {
    private static final int SHOWN = 5;

    ModelTensor {
        labels = List.copyOf(labels);
    }

    static ModelTensor numbers(String name) {
        return new ModelTensor(name, TensorType.FP64, List.of(), Optional.empty(), false);
    }

    static ModelTensor texts(String name) {
        return new ModelTensor(name, TensorType.BYTES, List.of(), Optional.empty(), false);
    }

    ModelTensor withLabels(List<String> names) {
        return new ModelTensor(name, type, names, unit, base64);
    }

    ModelTensor withUnit(String of) {
        return new ModelTensor(name, type, labels, Optional.of(of), base64);
    }

    /** Returns the tensors that a model reads: one for each column, or one of texts or of the files of pictures. */
    static List<ModelTensor> inputs(InputSpec input) {
        if (input instanceof Columns columns) {
            return columns.names().stream().map(ModelTensor::numbers).toList();
        }
        return List.of(
                new ModelTensor(input.kind(), TensorType.BYTES, List.of(), Optional.empty(), input instanceof Picture));
    }

    /** Returns the first names and types, for people. */
    static String shown(List<ModelTensor> tensors) {
        String first = tensors.stream()
                .limit(SHOWN)
                .map(tensor -> tensor.name + " (" + tensor.type + ")")
                .collect(Collectors.joining(", "));
        return tensors.size() > SHOWN ? first + " and " + (tensors.size() - SHOWN) + " more" : first;
    }

    /**
     * Writes name, type, shape and parameters as fields.
     *
     * @param rows number of rows; −1 for any
     */
    void writeFields(JsonGenerator json, int rows) throws IOException {
        json.writeStringField("name", name);
        json.writeStringField("datatype", type.name());
        json.writeArrayFieldStart("shape");
        json.writeNumber(rows);
        if (!labels.isEmpty()) {
            json.writeNumber(labels.size());
        }
        json.writeEndArray();
        if (labels.isEmpty() && unit.isEmpty() && !base64) {
            return;
        }
        json.writeObjectFieldStart("parameters");
        if (!labels.isEmpty()) {
            json.writeArrayFieldStart("labels");
            for (String label : labels) {
                json.writeString(label);
            }
            json.writeEndArray();
        }
        if (unit.isPresent()) {
            json.writeStringField("unit", unit.get());
        }
        if (base64) {
            json.writeStringField("content_type", "base64");
        }
        json.writeEndObject();
    }
}
