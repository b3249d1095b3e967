package io.foreflow.models.engine;

import io.foreflow.models.engine.dl4j.Dl4jEngine;
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

/** Every engine that there is: what is said of one in these tests is said of all. */
final class Engines {
    private Engines() {}

    /** A test of one parameter, the engine. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("io.foreflow.models.engine.Engines#named")
    @interface ForEachEngine {}

    /** By a name that tells them apart. */
    static Map<String, Engine> all() {
        Map<String, Engine> engines = new LinkedHashMap<>();
        engines.put("dl4j", new Dl4jEngine());
        engines.put("fused, plain", FusedEngine.plain());
        if (FusedEngine.create().isVectorised()) {
            engines.put("fused, vector", FusedEngine.vector());
        }
        return engines;
    }

    static Stream<Named<Engine>> named() {
        return all().entrySet().stream().map(entry -> Named.of(entry.getKey(), entry.getValue()));
    }
}
