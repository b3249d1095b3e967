package io.foreflow.training.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.network.InvalidSpecException;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.network.SpecReader;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipe.Finish;
import io.foreflow.training.recipe.Recipe.FitOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a forecaster's recipe for windows of one shape. */
final class RecipeReader {
    private static final String HORIZON = "horizon";
    private static final double VALIDATION_SHARE = 0.2;
    private static final double MASK_SHARE = 0.1;
    private static final int MAX_EPOCHS = 1_000_000;

    private final SpecReader reader;
    private final WindowShape shape;

    private RecipeReader(SpecReader reader, WindowShape shape) {
        this.reader = reader;
        this.shape = shape;
    }

    /** @throws InvalidRecipeException telling all problems at once */
    static Recipe read(String source, String yaml, WindowShape shape) {
        return RecipeDocument.parse(source, yaml).read(reader -> new RecipeReader(reader, shape).recipe());
    }

    /** Returns null only after it noted a problem. */
    private @Nullable Recipe recipe() {
        String name = reader.text("name");
        String description = reader.text("description");
        FeatureSet features = features(reader.text("features"));
        TrainingSpec training = reader.part("training", SpecJson::training);
        NetworkSpec network = reader.part("network", json -> network(json, features));
        List<Loss> losses = losses();
        FitOptions options = new FitOptions(
                reader.number(
                        "validationShare",
                        VALIDATION_SHARE,
                        share -> share > 0 && share < 1,
                        shareRule("above 0 and below 1")),
                reader.number("maskShare", MASK_SHARE, share -> share >= 0 && share <= 1, shareRule("from 0 to 1")),
                reader.choice("engine", EngineChoice.class, EngineChoice.AUTO),
                reader.flag("whiten", false),
                reader.flag("refit", false),
                reader.objects("finish", RecipeReader::finish));
        return features == null || training == null || network == null
                ? null
                : new Recipe(name, description, features, List.of(), network, training, losses, options);
    }

    private static String shareRule(String range) {
        return "must be a number " + range;
    }

    private @Nullable FeatureSet features(String label) {
        FeatureSet features = FeatureSet.find(label).orElse(null);
        if (features == null && !label.isEmpty()) {
            reader.problem("features (" + label + ") must be one of " + FeatureSet.labels());
        }
        return features;
    }

    /** @param features null if they are not known: any inputs then do to find what else is wrong */
    private NetworkSpec network(JsonNode json, @Nullable FeatureSet features) {
        if (!(json.deepCopy() instanceof ObjectNode network)) {
            return SpecJson.network(json);
        }
        if (network.has("inputs")) {
            reader.problem("network.inputs must be left out: they follow from the features");
        }
        FeatureSet known = features == null ? FeatureSet.CONTEXT_ROW : features;
        ObjectNode inputs = network.putObject("inputs");
        known.inputs(shape).forEach((input, size) -> {
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
        NetworkSpec spec = SpecJson.network(network);
        if (features != null && !spec.outputShape().equals(features.output(shape))) {
            reader.problem("network.output (" + spec.output() + ") has the shape " + spec.outputShape()
                    + "; it must be " + features.output(shape) + ", one number for each target step");
        }
        return spec;
    }

    /** Reads each loss as the training's own would be. */
    private List<Loss> losses() {
        List<Loss> losses = new ArrayList<>();
        JsonNode list = reader.child("losses");
        if (list != null && !list.isArray()) {
            reader.problem("losses", list, "must be a list such as [mse, {type: quantile, level: 0.5}]");
        } else if (list != null && reader.child("training") instanceof ObjectNode training) {
            for (JsonNode loss : list) {
                try {
                    ObjectNode plan = training.deepCopy();
                    losses.add(SpecJson.training(plan.set("loss", loss)).loss());
                } catch (InvalidSpecException e) {
                    e.problems().forEach(problem -> reader.problem("losses: " + problem));
                }
            }
        }
        return losses;
    }

    private static Finish finish(SpecReader phase) {
        return new Finish(
                phase.count("epochs", MAX_EPOCHS),
                phase.number("rate", 1, rate -> rate > 0 && rate <= 1, "must be above 0 and at most 1"));
    }
}
