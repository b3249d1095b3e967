package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A model that a command uses.
 *
 * @param bundle the verified bundle
 * @param sha256 digest of its bytes
 */
record BundleSource(TrainedModel bundle, String sha256) {
    private static final String BUNDLE_SUFFIX = ".bundle";

    /**
     * Reads a file, or, if there is no such file, {@code NAME[@VERSION]} from the models topic.
     *
     * @throws CommandException if there is neither
     */
    static BundleSource find(Environment environment, KafkaOptions kafka, String model)
            throws IOException, InterruptedException {
        Path file = file(environment, model);
        if (model.endsWith(BUNDLE_SUFFIX) || Files.exists(file)) {
            byte[] bytes = Files.readAllBytes(file);
            return new BundleSource(Bundles.read(bytes), Bundles.sha256(bytes));
        }
        LiveServiceConfig config = kafka.load(environment);
        Topics.awaitBroker(environment, config);
        int at = model.indexOf('@');
        String name = at < 0 ? model : model.substring(0, at);
        String version = at < 0 ? "" : model.substring(at + 1);
        ModelPublisher publisher =
                new ModelPublisher(config.kafka(), config.pipeline().topics());
        return publisher.list().stream()
                .filter(found -> found.ref().name().equals(name))
                .filter(found -> at < 0
                        ? found.aliases().contains(Alias.CHAMPION)
                        : found.ref().version().equals(version))
                .findFirst()
                .map(found -> new BundleSource(publisher.bundle(found), found.sha256()))
                .orElseThrow(() -> new CommandException("there is no "
                        + (at < 0 ? "champion of " + name : "model " + model) + " on "
                        + config.pipeline().topics().models() + "; foreflow models list shows what there is"));
    }

    private static Path file(Environment environment, String model) {
        try {
            return environment.directory().resolve(model);
        } catch (InvalidPathException e) {
            throw new CommandException("model (" + model + ") can be neither a file nor a name", e);
        }
    }
}
