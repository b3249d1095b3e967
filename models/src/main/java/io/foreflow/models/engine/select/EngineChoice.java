package io.foreflow.models.engine.select;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What somebody asks for where an engine is needed. */
public enum EngineChoice {
    /** Whichever is faster for the network, by how much there is to compute; see {@link EngineSelector}. */
    AUTO,
    /** Plain Java on one thread, made for small networks. */
    FUSED,
    /** Deeplearning4j, made for large ones. */
    DL4J;

    /** As it is written in configurations and recipes, for instance {@code auto}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The choice that is written so, if there is one. */
    public static Optional<EngineChoice> find(String label) {
        return Arrays.stream(values())
                .filter(choice -> choice.label().equals(label))
                .findFirst();
    }

    /** All labels, for messages. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(EngineChoice::label).toList();
    }
}
