package io.foreflow.forecaster.app.command;

import io.foreflow.forecaster.app.LiveServiceConfig;
import io.foreflow.forecaster.app.terminal.CommandException;
import io.foreflow.forecaster.app.terminal.Environment;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.bundle.ModelBundle;
import io.foreflow.models.onnx.OnnxExport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Writes a model's network as a file for other software.",
        description = {
            "The file holds the network alone. Its inputs are what foreflow makes of a window (the features that the "
                    + "model's card names), with values as (value − level) / scale; its output is in the same scale.",
            "The model's name, version, features and the digest of its bundle stand in the file's metadata."
        })
final class ExportCommand implements Callable<Integer> {
    /** Formats there are. */
    enum Format {
        onnx
    }

    private static final String BUNDLE_SUFFIX = ".bundle";

    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(
            paramLabel = "NAME[@VERSION]|FILE.bundle",
            description =
                    "A model on the models topic, the champion unless a version is given; or a file of foreflow train.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    @Option(names = "--format", required = true, description = "The file's format: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Format format;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write (default: NAME-VERSION.onnx).")
    private @Nullable Path out;

    ExportCommand(Environment environment) {
        this.environment = environment;
    }

    /** A bundle and the digest of its bytes. */
    private record Found(ModelBundle bundle, String sha256) {}

    @Override
    public Integer call() throws Exception {
        Found found = model.endsWith(BUNDLE_SUFFIX) ? ofFile() : ofTopic();
        ModelBundle bundle = found.bundle();
        Path file = environment
                .directory()
                .resolve(
                        out == null
                                ? Path.of(
                                        bundle.ref().name() + "-" + bundle.ref().version() + "." + format)
                                : out);
        if (Files.exists(file)) {
            throw new CommandException(file + " exists already; give another file with --out");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("model", bundle.ref().name());
        metadata.put("version", bundle.ref().version());
        metadata.put("features", bundle.forecastTask().features());
        metadata.put("bundle.sha256", found.sha256());
        byte[] bytes;
        try {
            bytes = OnnxExport.write(bundle.network(), bundle.weights(), metadata);
        } catch (IllegalArgumentException e) {
            throw new CommandException(bundle.ref() + " cannot be exported: " + e.getMessage(), e);
        }
        Files.write(file, bytes);
        environment
                .out()
                .printf(
                        "%s written to %s: inputs %s (features %s, scaled as (value − level) / scale), output %s %s.%n",
                        bundle.ref(),
                        file,
                        bundle.network().inputs(),
                        bundle.forecastTask().features(),
                        bundle.network().output(),
                        bundle.network().outputShape());
        return Foreflow.SUCCESS;
    }

    private Found ofFile() throws Exception {
        byte[] bytes = Files.readAllBytes(environment.directory().resolve(model));
        return new Found(Bundles.read(bytes), Bundles.sha256(bytes));
    }

    private Found ofTopic() throws Exception {
        LiveServiceConfig config = kafka.load(environment);
        Topics.awaitBroker(environment, config);
        int at = model.indexOf('@');
        String name = at < 0 ? model : model.substring(0, at);
        String version = at < 0 ? "" : model.substring(at + 1);
        return new ModelPublisher(config.kafka(), config.pipeline().topics())
                .list().stream()
                        .filter(found -> found.ref().name().equals(name))
                        .filter(found -> at < 0
                                ? found.aliases().contains(Alias.CHAMPION)
                                : found.ref().version().equals(version))
                        .findFirst()
                        .map(ExportCommand::found)
                        .orElseThrow(() -> new CommandException("there is no "
                                + (at < 0 ? "champion of " + name : "model " + model) + " on "
                                + config.pipeline().topics().models() + "; foreflow models list shows what there is"));
    }

    private static Found found(RegisteredModel model) {
        return new Found(model.bundle(), model.sha256());
    }
}
