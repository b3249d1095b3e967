package io.foreflow.models.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.bundle.BundleException.BundleProblem;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ModelTask;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.InvalidSpecException;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@value Archive#MODEL}: everything about a model but its weights, as a tree that people can read. */
final class ModelJson {
    static final String FORMAT = "foreflow-bundle";
    static final int FORMAT_VERSION = 1;

    /** Maximum length in bytes. */
    static final int MAX_LENGTH = 16 << 20;

    private static final List<String> KINDS = List.of(TaskJson.FORECASTER, TaskJson.ENSEMBLE, TaskJson.INFERENCE);
    private static final String ADVICE_DAMAGED = "; publish it again from the original";

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_LENGTH)
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .maxStringLength(10_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // The JDK's own Double.toString changed with JDK 19; this one is the same everywhere.
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .defaultPrettyPrinter(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    private ModelJson() {}

    /**
     * A bundle without its numbers.
     *
     * @param task task without first intervals
     * @param intervals the sensors of {@value Archive#INTERVALS}, in its order; empty if there is no such entry
     */
    record ModelDescription(
            ModelRef ref,
            Map<String, NetworkSpec> networks,
            ModelTask task,
            ModelCard card,
            Optional<List<SensorId>> intervals) {}

    static byte[] write(TrainedModel model) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT);
        json.put("formatVersion", FORMAT_VERSION);
        String kind = TaskJson.kind(model.task());
        json.put("kind", kind);
        json.putObject("model")
                .put("name", model.ref().name())
                .put("version", model.ref().version());
        TaskJson.write(json.putObject("task"), model.task());
        CardJson.write(json.putObject("card"), model.card(), kind);
        if (kind.equals(TaskJson.ENSEMBLE)) {
            ObjectNode networks = json.putObject("networks");
            model.networks().forEach(part -> networks.set(part.name(), SpecJson.toJson(part.network())));
        } else {
            json.set("network", SpecJson.toJson(model.network()));
        }
        try {
            return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n").getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree could not be written to memory", e);
        }
    }

    /** @throws BundleException naming every problem */
    static ModelDescription read(byte[] bytes) {
        JsonFields document = JsonFields.of(tree(bytes));
        String kind = requireKnownFormat(document);
        ModelRef ref = ref(document.object("model"));
        JsonFields job = document.object("task");
        ModelTask task = TaskJson.read(job, kind);
        Optional<List<SensorId>> intervals = TaskJson.intervals(job);
        ModelCard card = CardJson.read(document.object("card"), kind);
        Map<String, NetworkSpec> networks = kind.equals(TaskJson.ENSEMBLE) ? networks(document) : only(document);
        if (!document.problems().isEmpty()) {
            throw new BundleException(
                    BundleProblem.INVALID,
                    "the bundle's " + Archive.MODEL + " breaks its rules: " + String.join("; ", document.problems())
                            + ADVICE_DAMAGED);
        }
        return new ModelDescription(
                requireNonNull(ref), networks, requireNonNull(task), requireNonNull(card), intervals);
    }

    private static JsonNode tree(byte[] bytes) {
        if (bytes.length > MAX_LENGTH) {
            throw new BundleException(
                    BundleProblem.TOO_LARGE,
                    "the bundle's " + Archive.MODEL + " has " + bytes.length + " bytes; at most " + MAX_LENGTH
                            + " are allowed" + ADVICE_DAMAGED);
        }
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            try (JsonParser parser = JSON.createParser(text)) {
                JsonNode tree = JSON.readTree(parser);
                if (tree == null || parser.nextToken() != null) {
                    throw notJson("it must hold exactly one JSON object", null);
                }
                return tree;
            }
        } catch (CharacterCodingException e) {
            throw notJson("it is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw notJson(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw notJson(String.valueOf(e.getMessage()), e);
        }
    }

    private static BundleException notJson(String why, @Nullable Throwable cause) {
        return new BundleException(
                BundleProblem.INVALID,
                "the bundle's " + Archive.MODEL + " is not JSON: " + why + ADVICE_DAMAGED,
                cause);
    }

    /**
     * Checks format, version and kind. The other fields have a meaning only for known versions and kinds.
     *
     * @return the kind
     */
    private static String requireKnownFormat(JsonFields document) {
        String format = document.text("format");
        long version = document.whole("formatVersion", 1, Integer.MAX_VALUE);
        if (!document.problems().isEmpty() || !format.equals(FORMAT)) {
            throw new BundleException(
                    BundleProblem.NOT_A_BUNDLE,
                    "this is not a Foreflow bundle: its " + Archive.MODEL + " must say \"format\": \"" + FORMAT
                            + "\" and a formatVersion; give a file that foreflow train or foreflow recipes run wrote");
        }
        if (version != FORMAT_VERSION) {
            throw new BundleException(
                    BundleProblem.UNSUPPORTED,
                    "the bundle has format version " + version + ", this Foreflow reads version " + FORMAT_VERSION
                            + "; use a newer Foreflow, or train the model again with this one");
        }
        String kind = document.text("kind");
        if (document.problems().isEmpty() && !KINDS.contains(kind)) {
            throw new BundleException(
                    BundleProblem.UNSUPPORTED,
                    "the bundle is of kind " + kind + ", this Foreflow knows "
                            + String.join(" and ", KINDS)
                            + "; use a newer Foreflow, or train the model again with this one");
        }
        return kind;
    }

    private static @Nullable ModelRef ref(JsonFields json) {
        String name = json.text("name");
        String version = json.text("version");
        if (name.isEmpty() || version.isEmpty()) {
            return null;
        }
        try {
            return new ModelRef(name, version);
        } catch (IllegalArgumentException e) {
            json.problems().add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Returns the networks; some are missing if there is a problem, which is recorded. */
    private static Map<String, NetworkSpec> networks(JsonFields document) {
        Map<String, NetworkSpec> networks = new LinkedHashMap<>();
        document.objects("networks", TaskJson.MAX_MEMBERS).forEach((name, unused) -> network(
                        document, document.raw("networks").path(name), "networks." + name)
                .ifPresent(network -> networks.put(name, network)));
        return networks;
    }

    /** Returns the only network; empty if there is a problem, which is recorded. */
    private static Map<String, NetworkSpec> only(JsonFields document) {
        return network(document, document.raw("network"), "network")
                .map(network -> Map.of(NamedNetwork.ONLY, network))
                .orElse(Map.of());
    }

    private static Optional<NetworkSpec> network(JsonFields document, JsonNode json, String path) {
        if (!json.isObject()) {
            document.bad(path, "must be an object");
            return Optional.empty();
        }
        try {
            return Optional.of(SpecJson.network(json));
        } catch (InvalidSpecException e) {
            e.problems().forEach(problem -> document.problems().add(path + "." + problem));
            return Optional.empty();
        }
    }
}
