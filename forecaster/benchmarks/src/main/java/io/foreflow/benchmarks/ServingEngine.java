package io.foreflow.benchmarks;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.dl4j.Dl4jEngine;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.network.NetworkSpec;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An engine that may run a network in the service; each call creates a new one. */
enum ServingEngine {
    FUSED(FusedEngine::create),
    /** Deeplearning4j with one native thread, which is fastest for a row of a small network. */
    DL4J(Dl4jEngine::new),
    /** ONNX Runtime with the exported network, on one thread too. */
    ONNX(OnnxEngine::new);

    private final Supplier<Engine> engine;

    ServingEngine(Supplier<Engine> engine) {
        this.engine = engine;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Selects this engine for any network. */
    Selection select(NetworkSpec network) {
        return new Selection(engine.get(), "measured");
    }

    private static List<String> labels() {
        return Arrays.stream(values()).map(ServingEngine::label).toList();
    }

    static final class EngineLabels implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return labels().iterator();
        }
    }

    static final class EngineConverter implements ITypeConverter<ServingEngine> {
        @Override
        public ServingEngine convert(String label) {
            return Arrays.stream(values())
                    .filter(engine -> engine.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + label + "' must be one of " + String.join(", ", labels())));
        }
    }
}
