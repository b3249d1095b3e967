package io.foreflow.models.network;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of optimisers. */
public enum OptimizerKind {
    SGD,
    RMSPROP,
    ADAM,
    RIDGE;

    /** Returns the name in JSON and YAML, for instance {@code rmsprop}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(OptimizerKind::label).toList();
    }

    static Optional<OptimizerKind> find(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst();
    }
}
