package io.foreflow.models.network;

import io.foreflow.models.network.Loss.BinaryCrossEntropy;
import io.foreflow.models.network.Loss.CategoricalCrossEntropy;
import io.foreflow.models.network.Loss.Mae;
import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.Loss.SparseCategoricalCrossEntropy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The kind of a loss as it is written in YAML and in bundles. */
final class LossNames {
    static final String QUANTILE = "quantile";

    /** The losses that are told by their name alone. */
    static final Map<String, Loss> PLAIN = Collections.unmodifiableMap(plain());

    private LossNames() {}

    private static Map<String, Loss> plain() {
        Map<String, Loss> losses = new LinkedHashMap<>();
        losses.put("mse", new Mse());
        losses.put("mae", new Mae());
        losses.put("binary_crossentropy", new BinaryCrossEntropy());
        losses.put("categorical_crossentropy", new CategoricalCrossEntropy());
        losses.put("sparse_categorical_crossentropy", new SparseCategoricalCrossEntropy());
        return losses;
    }

    static String of(Loss loss) {
        for (Map.Entry<String, Loss> entry : PLAIN.entrySet()) {
            if (entry.getValue().equals(loss)) {
                return entry.getKey();
            }
        }
        return QUANTILE;
    }
}
