package io.foreflow.models.network;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of losses. */
public enum LossKind {
    MSE,
    MAE,
    QUANTILE,
    BINARY_CROSSENTROPY,
    CATEGORICAL_CROSSENTROPY,
    SPARSE_CATEGORICAL_CROSSENTROPY;

    /** Returns the name in JSON and YAML, for instance {@code binary_crossentropy}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the names of the losses that have no numbers of their own and are written as their name alone. */
    static List<String> plainLabels() {
        return Arrays.stream(values())
                .filter(kind -> kind != QUANTILE)
                .map(LossKind::label)
                .toList();
    }
}
