package io.foreflow.models.engine;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The engines that jars on the class path add to the fused engine, which is always there. */
public final class EngineProviders {
    private EngineProviders() {}

    /** Returns all providers in the order of the class path. */
    public static List<EngineProvider> all() {
        return ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Returns the provider of the engine {@code name} if its jar is on the class path. */
    public static Optional<EngineProvider> find(String name) {
        return all().stream().filter(provider -> provider.name().equals(name)).findFirst();
    }
}
