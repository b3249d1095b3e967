package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.onnx.OnnxExport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
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
        header = "Writes a model as a file: its bundle, or its network for other software.",
        description = {
            "The bundle is the whole model with its card, byte for byte as on the topic. foreflow models publish puts it "
                    + "on the topic of another cluster, as the same version.",
            "An ONNX file holds the network alone. Its inputs are the features of a window that the model's card"
                    + " names, with values as (value − level) / scale. Its output is in the same scale.",
            "The metadata of an ONNX file holds the model's name, version, features and the digest of its bundle."
        })
final class ExportCommand implements Callable<Integer> {
    /** The formats of an export. */
    enum Format {
        bundle,
        onnx
    }

    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(
            paramLabel = "NAME[@VERSION|@ALIAS]|FILE.bundle",
            description = "Model on the models topic (default: the champion), or a file of foreflow train.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    @Option(
            names = "--format",
            defaultValue = "bundle",
            description = "Format of the file: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.bundle;

    @Option(names = "--out", paramLabel = "FILE", description = "File to write. Default: NAME-VERSION.FORMAT.")
    private @Nullable Path out;

    ExportCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        BundleSource found = BundleSource.find(environment, kafka, model);
        TrainedModel bundle = found.bundle();
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
        if (format == Format.bundle) {
            Files.write(file, found.bytes());
            environment
                    .out()
                    .printf(
                            Locale.ROOT,
                            "%s written to %s: %,d bytes, SHA-256 %s%n",
                            bundle.ref(),
                            file,
                            found.bytes().length,
                            found.sha256());
            return Foreflow.SUCCESS;
        }
        Files.write(file, onnx(found));
        environment
                .out()
                .printf(
                        "%s written to %s: inputs %s (%s), output %s %s.%n",
                        bundle.ref(),
                        file,
                        bundle.network().inputs(),
                        meaning(bundle),
                        bundle.network().output(),
                        bundle.network().outputShape());
        return Foreflow.SUCCESS;
    }

    private static byte[] onnx(BundleSource found) {
        TrainedModel bundle = found.bundle();
        if (bundle.networks().size() > 1) {
            throw new CommandException(
                    bundle.ref() + " is an ensemble of "
                            + bundle.networks().size()
                            + " networks, and ONNX holds one: train a single one (foreflow train --recipe dense) and export that");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("model", bundle.ref().name());
        metadata.put("version", bundle.ref().version());
        metadata.put(
                bundle.task() instanceof ForecastTask ? "features" : "input",
                bundle.task() instanceof ForecastTask forecast
                        ? forecast.members().get(0).features()
                        : bundle.inferenceTask().input().kind());
        metadata.put("bundle.sha256", found.sha256());
        try {
            return OnnxExport.write(bundle.network(), bundle.weights(), metadata);
        } catch (IllegalArgumentException e) {
            throw new CommandException(bundle.ref() + " cannot be exported: " + e.getMessage(), e);
        }
    }

    /** Describes the network's inputs. */
    private static String meaning(TrainedModel bundle) {
        if (bundle.task() instanceof ForecastTask forecast) {
            return "features " + forecast.members().get(0).features() + ", scaled as (value − level) / scale";
        }
        return bundle.inferenceTask().input().kind() + ", scaled as the bundle's model.json says";
    }
}
