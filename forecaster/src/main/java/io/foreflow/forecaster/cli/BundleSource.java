package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that a command uses.
 *
 * @param bundle the verified bundle
 * @param bytes its bytes, as they are on the topic or in the file
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a file, never compared
record BundleSource(TrainedModel bundle, byte[] bytes) {
    private static final String BUNDLE_SUFFIX = ".bundle";

    /** Reads a bundle from its bytes. */
    static BundleSource of(byte[] bytes) {
        return new BundleSource(Bundles.read(bytes), bytes);
    }

    /**
     * Reads a file, or, if there is no such file, a model on the models topic, as {@link #registered} finds it.
     *
     * @throws CommandException if there is neither
     */
    static BundleSource find(Environment environment, KafkaOptions kafka, String model)
            throws IOException, InterruptedException {
        Path file = file(environment, model);
        if (model.endsWith(BUNDLE_SUFFIX) || Files.exists(file)) {
            return of(Files.readAllBytes(file));
        }
        LiveServiceConfig config = kafka.load(environment);
        Topics.awaitBroker(environment, config);
        ModelPublisher publisher = config.publisher();
        return of(publisher.bytes(
                registered(publisher.snapshot(), model, config.pipeline().topics())));
    }

    /**
     * Finds {@code NAME}, the champion, or {@code NAME@VERSION} or {@code NAME@ALIAS}.
     *
     * @throws CommandException if it is not on the models topic
     */
    static RegisteredModel registered(ModelSnapshot snapshot, String model, TopicNames topics) {
        int at = model.indexOf('@');
        String name = at < 0 ? model : model.substring(0, at);
        String version = at < 0 ? Alias.CHAMPION.label() : model.substring(at + 1);
        Optional<RegisteredModel> found = snapshot.models().stream()
                .filter(one ->
                        one.ref().name().equals(name) && one.ref().version().equals(version))
                .findFirst()
                .or(() -> Alias.find(version).flatMap(alias -> snapshot.alias(name, alias)));
        return found.orElseThrow(() -> new CommandException("there is no "
                + Alias.find(version)
                        .map(alias -> alias.label() + " of " + name)
                        .orElse("model " + model)
                + " on " + topics.models() + "; foreflow models list shows what there is"));
    }

    String sha256() {
        return Bundles.sha256(bytes);
    }

    private static Path file(Environment environment, String model) {
        try {
            return environment.directory().resolve(model);
        } catch (InvalidPathException e) {
            throw new CommandException("model (" + model + ") can be neither a file nor a name", e);
        }
    }
}
