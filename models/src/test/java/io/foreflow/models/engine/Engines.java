package io.foreflow.models.engine;

import io.foreflow.models.engine.fused.FusedEngine;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engines on the class path. Every test that takes one holds for all of them. */
final class Engines {
    private Engines() {}

    /** A test of one parameter, the engine. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("io.foreflow.models.engine.Engines#named")
    @interface ForEachEngine {}

    /** Returns the engines by their names. The first is the plain fused engine, with which others are compared. */
    static Map<String, Engine> all() {
        Map<String, Engine> engines = new LinkedHashMap<>();
        engines.put("fused, plain", FusedEngine.plain());
        if (FusedEngine.create().isVectorised()) {
            engines.put("fused, vector", FusedEngine.vector());
        }
        EngineProviders.all().forEach(provider -> engines.put(provider.name(), provider.create(1)));
        return engines;
    }

    static Stream<Named<Engine>> named() {
        return all().entrySet().stream().map(entry -> Named.of(entry.getKey(), entry.getValue()));
    }
}
