package io.foreflow.models.engine.select;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The engine that a user asks for. */
public enum EngineChoice {
    /** The faster engine for the network, by the amount of arithmetic; see {@link EngineSelector}. */
    AUTO,
    /** Plain Java, made for small networks. */
    FUSED,
    /** Deeplearning4j, made for large networks. Its jar is {@code foreflow-models-dl4j}. */
    DL4J,
    /** A GPU of NVIDIA, made for many small networks at once. Its jar is {@code foreflow-models-cuda}. */
    CUDA;

    /** Returns the word for it in configurations and recipes, for instance {@code auto}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the choice with this label, if there is one. */
    public static Optional<EngineChoice> find(String label) {
        return Arrays.stream(values())
                .filter(choice -> choice.label().equals(label))
                .findFirst();
    }

    /** Returns all labels, for messages. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(EngineChoice::label).toList();
    }
}
