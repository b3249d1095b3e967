package io.foreflow.forecaster.api;

import static java.util.Objects.requireNonNull;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code /openapi.yaml}: the description of all paths. */
final class DescriptionRoutes implements Routes {
    static final String FILE = "openapi.yaml";

    private final byte[] description = read();

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/" + FILE, context -> Answers.send(context, "application/yaml", description));
    }

    static byte[] read() {
        try (InputStream in = requireNonNull(DescriptionRoutes.class.getResourceAsStream(FILE), FILE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
