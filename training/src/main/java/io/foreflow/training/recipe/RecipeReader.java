package io.foreflow.training.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.network.InvalidSpecException;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Nearest;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipe.Finish;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one recipe; notes every problem before it gives up. */
final class RecipeReader {
    private static final List<String> KEYS = List.of(
            "name",
            "description",
            "features",
            "network",
            "training",
            "losses",
            "validationShare",
            "maskShare",
            "engine",
            "whiten",
            "refit",
            "finish");
    private static final String HORIZON = "horizon";
    private static final double VALIDATION_SHARE = 0.2;
    private static final double MASK_SHARE = 0.1;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final ObjectNode document;
    private final WindowShape shape;
    private final List<String> problems = new ArrayList<>();

    private RecipeReader(ObjectNode document, WindowShape shape) {
        this.document = document;
        this.shape = shape;
    }

    static Recipe read(String source, String yaml, WindowShape shape) {
        JsonNode tree;
        try {
            tree = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new InvalidRecipeException(
                    source,
                    List.of("not YAML: " + e.getOriginalMessage() + " (line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ")"));
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new InvalidRecipeException(source, List.of("must be an object with the keys " + known()));
        }
        RecipeReader reader = new RecipeReader(object.deepCopy(), shape);
        Recipe recipe = reader.recipe();
        if (recipe == null || !reader.problems.isEmpty()) {
            throw new InvalidRecipeException(source, reader.problems);
        }
        return recipe;
    }

    private static String known() {
        return String.join(", ", KEYS);
    }

    /** Null only after a problem was noted. */
    private @Nullable Recipe recipe() {
        document.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                problems.add(key + " is an unknown key; known are " + known() + Nearest.suggestion(key, KEYS));
            }
        });
        String name = text("name");
        String description = text("description");
        String features = text("features");
        FeatureSet featureSet = FeatureSet.find(features).orElse(null);
        if (featureSet == null && !features.isEmpty()) {
            problems.add("features (" + features + ") must be one of " + FeatureSet.labels());
        }
        double validationShare =
                share("validationShare", VALIDATION_SHARE, share -> share > 0 && share < 1, "above 0 and below 1");
        double maskShare = share("maskShare", MASK_SHARE, share -> share >= 0 && share <= 1, "from 0 to 1");
        EngineChoice engine = engine();
        TrainingSpec training = part("training", SpecJson::training);
        // Without known features, any inputs do to find what else is wrong.
        NetworkSpec network = network(featureSet == null ? FeatureSet.CONTEXT_ROW : featureSet, featureSet != null);
        if (featureSet == null || training == null || network == null) {
            return null;
        }
        return new Recipe(
                name,
                description,
                featureSet,
                List.of(),
                network,
                training,
                losses(),
                validationShare,
                maskShare,
                engine,
                flag("whiten"),
                flag("refit"),
                finish());
    }

    private @Nullable NetworkSpec network(FeatureSet features, boolean inputsKnown) {
        if (!(document.get("network") instanceof ObjectNode network)) {
            return part("network", SpecJson::network);
        }
        if (network.has("inputs")) {
            problems.add("network.inputs must be left out: they follow from the features");
        }
        ObjectNode inputs = network.putObject("inputs");
        features.inputs(shape).forEach((input, size) -> {
            ArrayNode dimensions = inputs.putArray(input);
            for (int dimension : size.toArray()) {
                dimensions.add(dimension);
            }
        });
        for (JsonNode layer : network.path("layers")) {
            if (layer instanceof ObjectNode object
                    && HORIZON.equals(object.path("units").asText())) {
                object.put("units", shape.horizon());
            }
        }
        if (!inputsKnown) {
            return null;
        }
        NetworkSpec spec = part("network", SpecJson::network);
        if (spec != null && !spec.outputShape().equals(features.output(shape))) {
            problems.add("network.output (" + spec.output() + ") has the shape " + spec.outputShape() + "; it must be "
                    + features.output(shape) + ", one number for each target step");
        }
        return spec;
    }

    private <T> @Nullable T part(String key, Function<JsonNode, T> reader) {
        JsonNode node = document.get(key);
        if (node == null || node.isNull()) {
            problems.add(key + " is missing");
            return null;
        }
        try {
            return reader.apply(node);
        } catch (InvalidSpecException e) {
            e.problems().forEach(problem -> problems.add(key + "." + problem));
            return null;
        }
    }

    private String text(String key) {
        JsonNode node = document.get(key);
        if (node == null || node.isNull()) {
            problems.add(key + " is missing");
            return "";
        }
        if (!node.isTextual() || node.textValue().isBlank()) {
            problems.add(key + " (" + node + ") must be a text");
            return "";
        }
        return node.textValue();
    }

    private EngineChoice engine() {
        JsonNode node = document.get("engine");
        if (node == null || node.isNull()) {
            return EngineChoice.AUTO;
        }
        String label = node.asText();
        return EngineChoice.find(label).orElseGet(() -> {
            problems.add("engine (" + label + ") must be one of " + String.join(", ", EngineChoice.labels())
                    + Nearest.suggestion(label, EngineChoice.labels()));
            return EngineChoice.AUTO;
        });
    }

    private boolean flag(String key) {
        JsonNode node = document.get(key);
        if (node == null || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            problems.add(key + " (" + node + ") must be true or false");
        }
        return node.asBoolean();
    }

    /** Each read as the training's own would be. */
    private List<Loss> losses() {
        JsonNode node = document.get("losses");
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            problems.add("losses (" + node + ") must be a list such as [mse, {type: quantile, level: 0.5}]");
        }
        List<Loss> losses = new ArrayList<>();
        for (JsonNode loss : node) {
            try {
                ObjectNode plan = document.withObject("/training").deepCopy();
                losses.add(SpecJson.training(plan.set("loss", loss)).loss());
            } catch (InvalidSpecException e) {
                e.problems().forEach(problem -> problems.add("losses: " + problem));
            }
        }
        return losses;
    }

    private List<Finish> finish() {
        JsonNode node = document.get("finish");
        if (node == null || node.isNull()) {
            return List.of();
        }
        List<Finish> phases = new ArrayList<>();
        for (JsonNode phase : node) {
            try {
                phases.add(new Finish(
                        phase.path("epochs").asInt(), phase.path("rate").asDouble()));
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        if (!node.isArray()) {
            problems.add("finish (" + node + ") must be a list such as [{epochs: 3, rate: 0.2}]");
        }
        return phases;
    }

    private double share(String key, double absent, DoublePredicate allowed, String rule) {
        JsonNode node = document.get(key);
        if (node == null || node.isNull()) {
            return absent;
        }
        if (!node.isNumber() || !allowed.test(node.doubleValue())) {
            problems.add(key + " (" + node + ") must be a number " + rule);
            return absent;
        }
        return node.doubleValue();
    }
}
