package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.network.SpecReader;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.training.recipe.RecipeDocument;
import io.foreflow.tutorials.study.StudyRecipe.Comparison;
import io.foreflow.tutorials.study.StudyRecipe.Figure;
import io.foreflow.tutorials.study.StudyRecipe.Fitting;
import io.foreflow.tutorials.study.StudyRecipe.Pretrained;
import io.foreflow.tutorials.study.StudyRecipe.Variant;
import io.foreflow.tutorials.study.StudyRecipe.VariantKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the recipe of a study. */
final class StudyReader {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final RecipeDocument document;
    private final SpecReader reader;

    private StudyReader(RecipeDocument document, SpecReader reader) {
        this.document = document;
        this.reader = reader;
    }

    /** Returns null only after it noted a problem. */
    static @Nullable StudyRecipe read(RecipeDocument document, SpecReader reader) {
        return new StudyReader(document, reader).recipe();
    }

    private @Nullable StudyRecipe recipe() {
        TutorialHeading heading = TutorialHeading.read(reader);
        String differs = reader.text("differs");
        DataSpec data =
                reader.object("data", DataSpec::read).flatMap(read -> read).orElse(null);
        reader.required("data", "must say where the rows come from");
        Fitting fitting = fitting();
        Map<String, Protocol> protocols = protocols();
        Comparison comparison = new Comparison(
                reader.objects("figures", part -> figure(part, protocols)),
                reader.objects("variants", part -> variant(part, protocols)),
                List.copyOf(reader.names("overlay")));
        Map<String, List<Double>> examples = examples();
        return data == null || fitting == null
                ? null
                : new StudyRecipe(heading, differs, data, fitting, protocols, comparison, examples, document);
    }

    private @Nullable Fitting fitting() {
        NetworkSpec network = reader.part("network", json -> SpecJson.network(withNetworks(json)));
        List<TrainingSpec> phases = phases();
        EngineChoice engine = reader.choice("engine", EngineChoice.class, EngineChoice.AUTO);
        Optional<Pretrained> pretrained = reader.object("pretrained", part -> pretrained(part, network));
        if (network == null || phases.isEmpty()) {
            return null;
        }
        for (TrainingSpec phase : phases) {
            try {
                phase.loss().requireFit(network);
                phase.requireFit(network);
            } catch (IllegalArgumentException e) {
                reader.problem("training: " + e.getMessage());
            }
        }
        return new Fitting(network, phases, engine, pretrained);
    }

    /** Puts in the network of each nested layer that is written as the name of one that comes with Foreflow. */
    private static JsonNode withNetworks(JsonNode network) {
        JsonNode result = network.deepCopy();
        for (JsonNode layer : result.path("layers")) {
            if (layer instanceof ObjectNode object && object.path("network").isTextual()) {
                object.set(
                        "network", network(object.path("network").textValue()).tree());
            }
        }
        return result;
    }

    /** Returns a network that comes with Foreflow. */
    static RecipeDocument network(String name) {
        return RecipeDocument.parse(name, RecipeDocument.resource(StudyReader.class, "networks/" + name));
    }

    private List<TrainingSpec> phases() {
        JsonNode json = reader.required("training", "must be a training plan, or a list of them");
        List<TrainingSpec> phases = new ArrayList<>();
        if (json == null) {
            return phases;
        }
        for (int i = 0; i < (json.isArray() ? json.size() : 1); i++) {
            TrainingSpec phase = reader.parsed(
                    json.isArray() ? "training[" + i + "]" : "training",
                    json.isArray() ? json.get(i) : json,
                    SpecJson::training);
            if (phase != null) {
                phases.add(phase);
            }
        }
        return phases;
    }

    private static Pretrained pretrained(SpecReader part, @Nullable NetworkSpec network) {
        Pretrained read =
                new Pretrained(part.text("layer"), part.text("file"), part.text("url"), part.text("sha256", ""));
        if (network != null && PretrainedWeights.nested(network, read.layer()).isEmpty()) {
            part.problem("layer", "(" + read.layer() + ") is no nested network of this recipe's");
        }
        if (!read.sha256().isEmpty() && !SHA256.matcher(read.sha256()).matches()) {
            part.problem("sha256", "(" + read.sha256() + ") must be 64 hexadecimal digits");
        }
        return read;
    }

    private Map<String, Protocol> protocols() {
        Map<String, Protocol> protocols = new LinkedHashMap<>();
        reader.object("protocols", part -> {
            for (String name : List.of(Protocol.PUBLISHED, Protocol.HONEST)) {
                part.object(name, fields -> Protocol.read(name, fields))
                        .ifPresent(protocol -> protocols.put(name, protocol));
            }
            return protocols;
        });
        if (protocols.isEmpty()) {
            reader.problem("protocols must hold published, honest or both");
        }
        return protocols;
    }

    private static Figure figure(SpecReader part, Map<String, Protocol> protocols) {
        part.required("value", "must be a number");
        Figure read = new Figure(
                part.text("metric"),
                part.number("value", 0, value -> true, "must be a number"),
                part.text("protocol", mainProtocol(protocols)),
                part.text("explanation", ""));
        requireProtocol(part, read.protocol(), protocols);
        return read;
    }

    private Variant variant(SpecReader part, Map<String, Protocol> protocols) {
        VariantKind kind = part.choice("kind", VariantKind.class, VariantKind.EXPERIMENT);
        List<String> by = List.copyOf(part.names("protocols"));
        if (by.isEmpty()) {
            by = kind == VariantKind.TWIN ? List.copyOf(protocols.keySet()) : List.of(mainProtocol(protocols));
        }
        by.forEach(protocol -> requireProtocol(part, protocol, protocols));
        JsonNode change = part.required("change", "must say what is different");
        return new Variant(part.text("name"), kind, part.text("text"), by, change == null ? document.tree() : change);
    }

    /** Returns the protocol of a figure or an experiment that names none. */
    private static String mainProtocol(Map<String, Protocol> protocols) {
        return protocols.containsKey(Protocol.PUBLISHED) ? Protocol.PUBLISHED : Protocol.HONEST;
    }

    private static void requireProtocol(SpecReader part, String protocol, Map<String, Protocol> protocols) {
        if (!protocols.isEmpty() && !protocols.containsKey(protocol)) {
            part.problem(
                    "protocol",
                    "(" + protocol + ") is none of this recipe's: " + String.join(", ", protocols.keySet()));
        }
    }

    private Map<String, List<Double>> examples() {
        Map<String, List<Double>> examples = new LinkedHashMap<>();
        JsonNode json = reader.child("examples");
        if (json != null) {
            json.properties().forEach(column -> {
                List<Double> values = new ArrayList<>();
                column.getValue().forEach(value -> values.add(value.doubleValue()));
                if (values.isEmpty() || !column.getValue().isArray()) {
                    reader.problem("examples", column.getValue(), "must be a list of numbers by column");
                }
                examples.put(column.getKey(), values);
            });
        }
        return examples;
    }
}
