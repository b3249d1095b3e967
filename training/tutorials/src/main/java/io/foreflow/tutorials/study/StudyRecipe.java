package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One system of the tutorials, as data.
 *
 * @param name for instance {@code boston-linear}
 * @param title one line
 * @param description what it shows
 * @param differs how its data differs from the tutorial's
 * @param data where rows come from
 * @param network what is fitted
 * @param phases how, one after another
 * @param engine that fits
 * @param pretrained weights that the first phase starts from; empty: none
 * @param protocols by name; at least one
 * @param figures what the tutorial reached
 * @param variants what else is run beside it
 * @param examples single rows to answer: values by column; empty: none
 * @param overlay other recipes whose learning curves are drawn into one picture with this one's
 * @param document what it was read from, for variants
 */
public record StudyRecipe(
        String name,
        String title,
        String description,
        String differs,
        DataSpec data,
        NetworkSpec network,
        List<TrainingSpec> phases,
        EngineChoice engine,
        Optional<Pretrained> pretrained,
        Map<String, Protocol> protocols,
        List<Figure> figures,
        List<Variant> variants,
        Map<String, List<Double>> examples,
        List<String> overlay,
        JsonNode document) {

    /**
     * What the tutorial says it reached.
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
    public record Variant(String name, Kind kind, String text, List<String> protocols, JsonNode change) {
        /** What a variant is for. */
        public enum Kind {
            /** The simplest method for the same task, to be beaten. */
            TWIN,
            /** A change that the tutorial tries, or that shows something. */
            EXPERIMENT
        }
    }

    /**
     * Weights that were fitted elsewhere.
     *
     * @param layer the nested network that they belong to
     * @param file in the data folder
     * @param url where it can be had
     * @param sha256 of the file; empty where none is known
     */
    public record Pretrained(String layer, String file, String url, String sha256) {}

    public StudyRecipe {
        requireNonNull(name, "name");
        phases = List.copyOf(phases);
        figures = List.copyOf(figures);
        variants = List.copyOf(variants);
        overlay = List.copyOf(overlay);
    }

    /** The plan of the first phase: the loss is the same in all. */
    public TrainingSpec plan() {
        return phases.get(0);
    }
}
