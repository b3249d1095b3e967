package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.network.InvalidSpecException;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.network.SpecReader;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.tutorials.study.StudyRecipe.Figure;
import io.foreflow.tutorials.study.StudyRecipe.Pretrained;
import io.foreflow.tutorials.study.StudyRecipe.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one recipe of a study; notes every problem before it gives up. */
final class StudyReader {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final String source;
    private final ObjectNode document;
    private final List<String> problems = new ArrayList<>();

    private StudyReader(String source, ObjectNode document) {
        this.source = source;
        this.document = document;
    }

    /** @throws InvalidRecipeException telling all problems at once */
    static StudyRecipe read(String source, ObjectNode document) {
        StudyReader reader = new StudyReader(source, document);
        StudyRecipe recipe = reader.recipe();
        if (recipe == null || !reader.problems.isEmpty()) {
            throw new InvalidRecipeException(source, reader.problems);
        }
        return recipe;
    }

    /** Null only after a problem was noted. */
    private @Nullable StudyRecipe recipe() {
        SpecReader reader = new SpecReader(document, "", problems);
        String name = reader.text("name");
        String title = reader.text("title");
        String description = reader.text("description");
        String differs = reader.text("differs");
        DataSpec data = new DataReader(problems).read(reader.required("data", "must say where the rows come from"));
        NetworkSpec network = part(reader, "network", json -> SpecJson.network(Documents.withNetworks(source, json)));
        List<TrainingSpec> phases = phases(reader);
        EngineChoice engine = reader.choice("engine", EngineChoice.class, EngineChoice.AUTO);
        Optional<Pretrained> pretrained =
                Optional.ofNullable(reader.child("pretrained")).map(this::pretrained);
        Map<String, Protocol> protocols =
                new ProtocolReader(problems).read(reader.required("protocols", "must hold published, honest or both"));
        List<Figure> figures = new ArrayList<>();
        each(reader.child("figures"), "figures", (json, path) -> figures.add(figure(json, path, protocols)));
        List<Variant> variants = new ArrayList<>();
        each(reader.child("variants"), "variants", (json, path) -> variants.add(variant(json, path, protocols)));
        Map<String, List<Double>> examples = examples(reader);
        List<String> overlay = List.copyOf(reader.names("overlay"));
        reader.child("quick");
        reader.finish();
        if (data == null || network == null || phases.isEmpty()) {
            return null;
        }
        phases.forEach(phase -> requireFit(phase, network));
        pretrained.ifPresent(weights -> requireNested(weights, network));
        return new StudyRecipe(
                name,
                title,
                description,
                differs,
                data,
                network,
                phases,
                engine,
                pretrained,
                protocols,
                figures,
                variants,
                examples,
                overlay,
                document);
    }

    private void requireFit(TrainingSpec phase, NetworkSpec network) {
        try {
            phase.loss().requireFit(network);
            phase.requireFit(network);
        } catch (IllegalArgumentException e) {
            problems.add("training: " + e.getMessage());
        }
    }

    private void requireNested(Pretrained pretrained, NetworkSpec network) {
        if (PretrainedWeights.nested(network, pretrained.layer()).isEmpty()) {
            problems.add("pretrained.layer (" + pretrained.layer() + ") is no nested network of this recipe's");
        }
        if (!pretrained.sha256().isEmpty()
                && !SHA256.matcher(pretrained.sha256()).matches()) {
            problems.add("pretrained.sha256 (" + pretrained.sha256() + ") must be 64 hexadecimal digits");
        }
    }

    private List<TrainingSpec> phases(SpecReader reader) {
        JsonNode json = reader.required("training", "must be a training plan, or a list of them");
        List<TrainingSpec> phases = new ArrayList<>();
        if (json != null && json.isArray()) {
            for (int i = 0; i < json.size(); i++) {
                Optional.ofNullable(parsed("training[" + i + "]", json.get(i), SpecJson::training))
                        .ifPresent(phases::add);
            }
        } else if (json != null) {
            Optional.ofNullable(parsed("training", json, SpecJson::training)).ifPresent(phases::add);
        }
        return phases;
    }

    private <T> @Nullable T part(SpecReader reader, String key, Function<JsonNode, T> parser) {
        JsonNode json = reader.required(key, "must be there");
        return json == null ? null : parsed(key, json, parser);
    }

    private <T> @Nullable T parsed(String path, JsonNode json, Function<JsonNode, T> parser) {
        try {
            return parser.apply(json);
        } catch (InvalidSpecException e) {
            e.problems().forEach(problem -> problems.add(path + "." + problem));
            return null;
        }
    }

    private Pretrained pretrained(JsonNode json) {
        SpecReader reader = new SpecReader(json, "pretrained", problems);
        Pretrained read = new Pretrained(
                reader.text("layer"), reader.text("file"), reader.text("url"), reader.text("sha256", ""));
        reader.finish();
        return read;
    }

    private Figure figure(JsonNode json, String path, Map<String, Protocol> protocols) {
        SpecReader reader = new SpecReader(json, path, problems);
        reader.required("value", "must be a number");
        Figure read = new Figure(
                reader.text("metric"),
                reader.number("value", 0, value -> true, "must be a number"),
                reader.text("protocol", mainProtocol(protocols)),
                reader.text("explanation", ""));
        requireProtocol(path, read.protocol(), protocols);
        reader.finish();
        return read;
    }

    private Variant variant(JsonNode json, String path, Map<String, Protocol> protocols) {
        SpecReader reader = new SpecReader(json, path, problems);
        Variant.Kind kind = reader.choice("kind", Variant.Kind.class, Variant.Kind.EXPERIMENT);
        List<String> by = List.copyOf(reader.names("protocols"));
        JsonNode change = reader.required("change", "must say what is different");
        Variant read = new Variant(
                reader.text("name"),
                kind,
                reader.text("text"),
                by.isEmpty()
                        ? kind == Variant.Kind.TWIN ? List.copyOf(protocols.keySet()) : List.of(mainProtocol(protocols))
                        : by,
                change == null ? document : change);
        read.protocols().forEach(protocol -> requireProtocol(path, protocol, protocols));
        reader.finish();
        return read;
    }

    /** The one that figures and experiments are about unless they say otherwise. */
    private static String mainProtocol(Map<String, Protocol> protocols) {
        return protocols.containsKey(Protocol.PUBLISHED) ? Protocol.PUBLISHED : Protocol.HONEST;
    }

    private void requireProtocol(String path, String protocol, Map<String, Protocol> protocols) {
        if (!protocols.isEmpty() && !protocols.containsKey(protocol)) {
            problems.add(path + ".protocol (" + protocol + ") is none of this recipe's: "
                    + String.join(", ", protocols.keySet()));
        }
    }

    private Map<String, List<Double>> examples(SpecReader parent) {
        Map<String, List<Double>> examples = new LinkedHashMap<>();
        JsonNode json = parent.child("examples");
        if (json != null) {
            json.fields().forEachRemaining(column -> {
                List<Double> values = new ArrayList<>();
                column.getValue().forEach(value -> values.add(value.doubleValue()));
                if (values.isEmpty() || !column.getValue().isArray()) {
                    parent.problem("examples", column.getValue(), "must be a list of numbers by column");
                }
                examples.put(column.getKey(), values);
            });
        }
        return examples;
    }

    /** What is done with each element of a list. */
    private interface Element {
        void read(JsonNode json, String path);
    }

    private void each(@Nullable JsonNode list, String path, Element element) {
        if (list != null && !list.isArray()) {
            problems.add(path + " must be a list");
        } else if (list != null) {
            for (int i = 0; i < list.size(); i++) {
                element.read(list.get(i), path + "[" + i + "]");
            }
        }
    }
}
