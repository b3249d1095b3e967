package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.Question;
import io.foreflow.models.tabular.Text;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request of the Open Inference Protocol for one model. The first dimension of every tensor is the batch.
 *
 * @param id empty if the client gave none
 * @param questions one for each row of the batch, at least one
 * @param outputs names of the tensors that the client wants; empty for all
 */
record TensorRequest(Optional<String> id, List<Question> questions, Set<String> outputs) {
    /** A tensor whose elements fit its type and shape. */
    private record ReadTensor(String name, TensorType type, List<JsonNode> elements) {}

    /** @throws ProblemException with everything that does not fit the model */
    static TensorRequest read(JsonNode body, InferenceTask task) {
        RequestProblems problems = new RequestProblems();
        if (!body.path("id").isMissingNode() && !body.path("id").isTextual()) {
            problems.add("id must be text");
        }
        Map<String, ReadTensor> tensors = tensors(body.path("inputs"), task.input(), problems);
        Set<String> outputs = outputs(body.path("outputs"), task, problems);
        problems.throwIfAny();
        List<Question> questions = questions(task.input(), tensors, problems);
        problems.throwIfAny();
        return new TensorRequest(Optional.ofNullable(body.path("id").textValue()), questions, outputs);
    }

    /** Returns true if the client wants this tensor of the answer. */
    boolean wants(String output) {
        return outputs.isEmpty() || outputs.contains(output);
    }

    private static Map<String, ReadTensor> tensors(JsonNode inputs, InputSpec input, RequestProblems problems) {
        Map<String, ReadTensor> tensors = new LinkedHashMap<>();
        List<ModelTensor> expected = ModelTensor.inputs(input);
        if (!inputs.isArray() || inputs.isEmpty()) {
            problems.add("inputs must be an array of tensors; the model reads " + ModelTensor.shown(expected));
            return tensors;
        }
        Map<String, ModelTensor> byName = byName(expected);
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < inputs.size(); i++) {
            String name = inputs.path(i).path("name").textValue();
            if (name == null) {
                problems.add("inputs[" + i + "] must be an object with a name");
            } else if (!byName.containsKey(name)) {
                problems.add("the model reads no tensor " + RequestProblems.quoted(name) + "; it reads "
                        + ModelTensor.shown(expected));
            } else if (!seen.add(name)) {
                problems.add("tensor " + name + " is given twice");
            } else {
                tensor(inputs.path(i), name, input, problems).ifPresent(tensor -> tensors.put(name, tensor));
            }
        }
        List<ModelTensor> missing = expected.stream()
                .filter(tensor -> !seen.contains(tensor.name()))
                .toList();
        if (!missing.isEmpty()) {
            problems.add((missing.size() == 1 ? "a tensor is missing: " : "tensors are missing: ")
                    + ModelTensor.shown(missing));
        }
        requireOneBatch(tensors, problems);
        return tensors;
    }

    private static Map<String, ModelTensor> byName(List<ModelTensor> tensors) {
        Map<String, ModelTensor> byName = new LinkedHashMap<>();
        tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
        return byName;
    }

    private static void requireOneBatch(Map<String, ReadTensor> tensors, RequestProblems problems) {
        ReadTensor first = null;
        for (ReadTensor tensor : tensors.values()) {
            if (first == null) {
                first = tensor;
            } else if (tensor.elements().size() != first.elements().size()) {
                problems.add("tensor " + tensor.name() + " has "
                        + tensor.elements().size() + " rows where " + first.name() + " has "
                        + first.elements().size());
            }
        }
    }

    private static Optional<ReadTensor> tensor(JsonNode json, String name, InputSpec input, RequestProblems problems) {
        boolean text = !(input instanceof Columns);
        String where = "tensor " + name + ": ";
        Optional<TensorType> type = Optional.ofNullable(json.path("datatype").textValue())
                .flatMap(TensorType::of)
                .filter(one -> one.isText() == text);
        if (type.isEmpty()) {
            problems.add(where + "datatype " + RequestProblems.shown(json.path("datatype")) + " must be "
                    + (text ? "BYTES" : "FP64, or another type of numbers, or BOOL"));
        }
        int rows = rows(json.path("shape"));
        if (rows == 0) {
            problems.add(where + "shape " + RequestProblems.shown(json.path("shape"))
                    + " must be [ROWS] or [ROWS, 1], with at least one row");
        }
        List<JsonNode> elements = new ArrayList<>();
        if (!json.path("data").isArray()) {
            problems.add(where + "data must be an array");
            return Optional.empty();
        }
        if (type.isEmpty() || rows == 0) {
            return Optional.empty();
        }
        boolean fits = flatten(json.path("data"), elements);
        if (!fits || elements.size() != rows) {
            problems.add(where + "data holds " + (fits ? elements.size() + " elements" : "arrays") + " that do not fit"
                    + " shape " + RequestProblems.shown(json.path("shape")));
            return Optional.empty();
        }
        for (int i = 0; i < elements.size(); i++) {
            if (!type.get().holds(elements.get(i))) {
                problems.add(where + "data[" + i + "] (" + RequestProblems.shown(elements.get(i)) + ") must hold "
                        + type.get().shown() + ", as " + type.get() + " does");
                return Optional.empty();
            }
        }
        return Optional.of(new ReadTensor(name, type.get(), elements));
    }

    /** Returns the first dimension of one column; 0 if the shape is another one. */
    private static int rows(JsonNode shape) {
        boolean isOneColumn = shape.isArray()
                && (shape.size() == 1
                        || (shape.size() == 2
                                && shape.path(1).isInt()
                                && shape.path(1).intValue() == 1));
        return isOneColumn && shape.path(0).isInt() ? Math.max(0, shape.path(0).intValue()) : 0;
    }

    /** Adds the elements of flat or nested data. Returns false if arrays lie in it that one column does not have. */
    private static boolean flatten(JsonNode data, List<JsonNode> elements) {
        for (JsonNode element : data) {
            if (!element.isArray()) {
                elements.add(element);
            } else if (element.size() == 1 && !element.path(0).isArray()) {
                elements.add(element.path(0));
            } else {
                return false;
            }
        }
        return true;
    }

    private static Set<String> outputs(JsonNode json, InferenceTask task, RequestProblems problems) {
        Set<String> names = new LinkedHashSet<>();
        if (json.isMissingNode() || json.isNull()) {
            return names;
        }
        Map<String, ModelTensor> known =
                byName(AnswerTensor.of(task).stream().map(AnswerTensor::tensor).toList());
        for (int i = 0; i < json.size(); i++) {
            String name = json.path(i).path("name").textValue();
            if (name == null || !known.containsKey(name)) {
                problems.add("outputs[" + i + "] (" + RequestProblems.shown(json.path(i)) + ") must name one of "
                        + ModelTensor.shown(List.copyOf(known.values())));
            } else {
                names.add(name);
            }
        }
        if (!json.isArray()) {
            problems.add("outputs must be an array of objects with a name");
        }
        return names;
    }

    private static List<Question> questions(
            InputSpec input, Map<String, ReadTensor> tensors, RequestProblems problems) {
        ReadTensor first = tensors.values().iterator().next();
        List<Question> questions = new ArrayList<>(first.elements().size());
        for (int row = 0; row < first.elements().size(); row++) {
            if (input instanceof Columns) {
                questions.add(numbers(tensors, row));
            } else if (input instanceof Text) {
                questions.add(
                        new Question.TextQuestion(first.elements().get(row).textValue()));
            } else {
                try {
                    questions.add(new Question.Image(
                            Base64.getDecoder().decode(first.elements().get(row).textValue())));
                } catch (IllegalArgumentException e) {
                    problems.add("tensor " + first.name() + ": data[" + row
                            + "] must be the bytes of a PNG or JPEG file in Base64: " + e.getMessage());
                }
            }
        }
        return questions;
    }

    private static Question numbers(Map<String, ReadTensor> tensors, int row) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            JsonNode element = tensor.elements().get(row);
            numbers.put(
                    name,
                    tensor.type() == TensorType.BOOL ? element.booleanValue() ? 1.0 : 0.0 : element.doubleValue());
        });
        return new Question.Numbers(numbers);
    }
}
