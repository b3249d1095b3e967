package io.foreflow.tutorials.fetch;

import java.util.Map;

/** By the names that the catalog uses. */
final class Derivations {
    private static final Map<String, Derivation> BY_NAME = Map.of(
            "boston-keras-train", KerasOrder.bostonRows(0, KerasOrder.BOSTON_TRAIN),
            "boston-keras-test", KerasOrder.bostonRows(KerasOrder.BOSTON_TRAIN, KerasOrder.BOSTON_ROWS),
            "california-original-order", KerasOrder::californiaUnshuffled,
            "metro-hourly", HourlySeries::metro,
            "pems-hourly", HourlySeries::pemsLane,
            "i880-hourly", HourlySeries::i880,
            "metr-la-hourly", HourlySeries::metrLa,
            "mnist-sheets", MnistSheets::unpack);

    private Derivations() {}

    /** @throws IllegalArgumentException if there is none of this name */
    static Derivation find(String name) {
        Derivation derivation = BY_NAME.get(name);
        if (derivation == null) {
            throw new IllegalArgumentException("there is no derivation " + name);
        }
        return derivation;
    }
}
