package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.training.recipe.RecipeDocument;
import io.foreflow.tutorials.study.RunFolder.RunOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One system of the tutorials, as data: it is trained, evaluated and reported.
 *
 * @param heading name, title and description
 * @param differs how its data differs from the tutorial's
 * @param data where rows come from
 * @param fitting the network and how it is fitted
 * @param protocols by name; at least one
 * @param comparison what the results are held against
 * @param examples single rows to answer: values by column; empty: none
 * @param document the YAML, for variants
 */
public record StudyRecipe(
        TutorialHeading heading,
        String differs,
        DataSpec data,
        Fitting fitting,
        Map<String, Protocol> protocols,
        Comparison comparison,
        Map<String, List<Double>> examples,
        RecipeDocument document)
        implements Tutorial {

    /**
     * A network and how it is fitted.
     *
     * @param network the network
     * @param phases training plans, one after another
     * @param engine that fits
     * @param pretrained weights that the first phase starts from; empty: none
     */
    public record Fitting(
            NetworkSpec network, List<TrainingSpec> phases, EngineChoice engine, Optional<Pretrained> pretrained) {
        public Fitting {
            requireNonNull(network, "network");
            phases = List.copyOf(phases);
        }
    }

    /**
     * The references of a study's results.
     *
     * @param figures what the tutorial reached
     * @param variants what else is run beside it
     * @param overlay other recipes whose learning curves are drawn into one picture with this one's
     */
    public record Comparison(List<Figure> figures, List<Variant> variants, List<String> overlay) {
        public Comparison {
            figures = List.copyOf(figures);
            variants = List.copyOf(variants);
            overlay = List.copyOf(overlay);
        }
    }

    /**
     * A figure of the tutorial.
     *
     * @param metric for instance {@code testAccuracy}
     * @param value in that metric's unit
     * @param protocol that it was reached by
     * @param explanation why ours differs, where it does; empty: nothing to say
     */
    public record Figure(String metric, double value, String protocol, String explanation) {}

    /**
     * The same system, changed.
     *
     * @param name for people
     * @param kind what it is for
     * @param text what it shows
     * @param protocols that it is run by
     * @param change of the recipe's document, as RFC 7396 (JSON Merge Patch) says
     */
    public record Variant(String name, VariantKind kind, String text, List<String> protocols, JsonNode change) {}

    /** The purpose of a variant. */
    public enum VariantKind {
        /** The simplest method for the same task, to be beaten. */
        TWIN,
        /** A change that the tutorial tries, or that shows something. */
        EXPERIMENT
    }

    /**
     * Weights that were fitted elsewhere.
     *
     * @param layer the nested network that they belong to
     * @param file in the data folder
     * @param url where the file is available
     * @param sha256 of the file; empty where none is known
     */
    public record Pretrained(String layer, String file, String url, String sha256) {}

    public StudyRecipe {
        requireNonNull(heading, "heading");
        requireNonNull(data, "data");
    }

    public NetworkSpec network() {
        return fitting.network();
    }

    public List<TrainingSpec> phases() {
        return fitting.phases();
    }

    /** Returns what the tutorial reached. */
    public List<Figure> figures() {
        return comparison.figures();
    }

    /** Returns the plan of the first phase. The loss is the same in all. */
    public TrainingSpec plan() {
        return phases().get(0);
    }

    /** Returns the study with another document, changed as RFC 7396 says. */
    StudyRecipe changed(JsonNode change) {
        return Tutorials.study(document.changed(change));
    }

    @Override
    public Optional<NetworkSpec> fitted() {
        return Optional.of(network());
    }

    @Override
    public RunOutput run(RunSetting setting, WorkListener listener) throws IOException, InterruptedException {
        setting.requireNoModel(name());
        return StudyJob.run(this, setting, listener);
    }
}
