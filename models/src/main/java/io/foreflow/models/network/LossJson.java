package io.foreflow.models.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.foreflow.models.network.Loss.BinaryCrossEntropy;
import io.foreflow.models.network.Loss.CategoricalCrossEntropy;
import io.foreflow.models.network.Loss.Mae;
import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.Loss.Quantile;
import io.foreflow.models.network.Loss.SparseCategoricalCrossEntropy;
import java.util.Arrays;
import java.util.List;

/** Writes and reads losses, as {@link SpecJson} shows them. */
final class LossJson {
    private static final String LEVEL = "must be a number above 0 and below 1";

    private LossJson() {}

    static JsonNode write(Loss loss) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return loss instanceof Quantile quantile
                ? nodes.objectNode().put("type", quantile.kind().label()).put("level", quantile.level())
                : nodes.textNode(loss.kind().label());
    }

    /** Returns a stand-in, and notes the problem, if there is no loss. */
    static Loss read(SpecReader parent, List<String> problems) {
        List<String> plain = LossKind.plainLabels();
        String rule = "must be one of " + String.join(", ", plain)
                + " or {type: quantile, level: …} with a level between 0 and 1";
        JsonNode json = parent.required("loss", rule);
        if (json == null) {
            return new Mse();
        }
        if (json.isObject()) {
            return quantile(new SpecReader(json, "loss", problems));
        }
        if (!json.isTextual() || !plain.contains(json.textValue())) {
            parent.problem("loss", json, rule + SpecReader.suggestion(json, plain));
            return new Mse();
        }
        return plain(json.textValue());
    }

    private static Loss plain(String label) {
        LossKind kind = Arrays.stream(LossKind.values())
                .filter(known -> known.label().equals(label))
                .findFirst()
                .orElseThrow();
        return switch (kind) {
            case MSE -> new Mse();
            case MAE -> new Mae();
            case BINARY_CROSSENTROPY -> new BinaryCrossEntropy();
            case CATEGORICAL_CROSSENTROPY -> new CategoricalCrossEntropy();
            case SPARSE_CATEGORICAL_CROSSENTROPY -> new SparseCategoricalCrossEntropy();
            case QUANTILE -> throw new IllegalArgumentException("a quantile has a level");
        };
    }

    private static Loss quantile(SpecReader reader) {
        JsonNode type = reader.required("type", "must be quantile");
        if (type != null && !type.asText().equals(LossKind.QUANTILE.label())) {
            reader.problem("type", type, "must be quantile; other losses are written as their name alone");
        }
        reader.required("level", LEVEL);
        Loss loss = new Quantile(reader.number("level", 0.5, level -> level > 0 && level < 1, LEVEL));
        reader.finish();
        return loss;
    }
}
