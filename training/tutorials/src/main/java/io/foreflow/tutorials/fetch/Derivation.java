package io.foreflow.tutorials.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes the content of a file from other files. Pure: the same files give the same bytes. */
interface Derivation {
    /** Derivations by the names that the catalogue uses. */
    Map<String, Derivation> BY_NAME = Map.of(
            "boston-keras-train", KerasOrder.bostonRows(0, KerasOrder.BOSTON_TRAIN),
            "boston-keras-test", KerasOrder.bostonRows(KerasOrder.BOSTON_TRAIN, KerasOrder.BOSTON_ROWS),
            "california-original-order", KerasOrder::californiaUnshuffled,
            "metro-hourly", TrafficTables::metro,
            "pems-hourly", TrafficTables::pemsLane,
            "i880-hourly", TrafficTables::i880,
            "metr-la-hourly", TrafficTables::metrLa,
            "mnist-sheets", MnistSheets::unpack);

    /** @throws IllegalArgumentException if there is none of this name */
    static Derivation find(String name) {
        Derivation derivation = BY_NAME.get(name);
        if (derivation == null) {
            throw new IllegalArgumentException("there is no derivation " + name);
        }
        return derivation;
    }

    /**
     * Writes what is derived, not packed.
     *
     * @param from the files, in the order of the catalogue
     * @throws io.foreflow.training.data.DatasetException if the files hold something else
     */
    void write(List<Path> from, OutputStream content) throws IOException;
}
