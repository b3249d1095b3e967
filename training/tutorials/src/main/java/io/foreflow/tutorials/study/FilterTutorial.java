package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.network.SpecReader;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.training.recipe.RecipeDocument;
import io.foreflow.tutorials.explain.FilterAscent;
import io.foreflow.tutorials.explain.FilterAscent.AscentSettings;
import io.foreflow.tutorials.explain.FilterAscent.ExcitingPicture;
import io.foreflow.tutorials.explain.FilterResponses;
import io.foreflow.tutorials.explain.Filters;
import io.foreflow.tutorials.study.FilterFindings.LayerFindings;
import io.foreflow.tutorials.study.FilterTutorial.FilterChoice;
import io.foreflow.tutorials.study.ModelTutorial.ModelTutorialResult;
import io.foreflow.tutorials.study.PictureModel.Untrained;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * A recipe that shows what filters of trained networks look for: the kind {@code filter-pictures}.
 *
 * @param looks by the recipe that a model was trained by
 * @param instead what to do where there is no model
 * @param settings of the ascent
 * @param pictures how many real ones are tried on the filters, at most
 * @param examples how many filters of a layer are shown beside real pictures
 */
record FilterTutorial(
        TutorialHeading heading,
        Map<String, FilterChoice> looks,
        Untrained instead,
        AscentSettings settings,
        int pictures,
        int examples)
        implements ModelTutorial<FilterChoice, FilterFindings> {
    /** Filters that are climbed at once. */
    private static final int AT_ONCE = 4;

    private static final int MOST = 10_000;
    private static final double BRIGHTEST = 255;

    /**
     * The filters of a model that are looked at.
     *
     * @param side of the pictures that are made, in pixels; 0: as large as the network reads
     * @param layers numbers of filters by the layer, from early to late
     */
    record FilterChoice(int side, Map<String, List<Integer>> layers) {
        FilterChoice {
            layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        }
    }

    static FilterTutorial read(RecipeDocument document, SpecReader reader) {
        return new FilterTutorial(
                TutorialHeading.read(reader),
                ModelTutorial.looks(reader, FilterTutorial::look),
                reader.flag("untrained", false) ? Untrained.DRAWN : Untrained.PRETRAINED,
                new AscentSettings(
                        reader.count("steps", MOST),
                        reader.number("step", 1, step -> step > 0 && step <= BRIGHTEST, "must be above 0, at most 255"),
                        reader.number("noise", 0, noise -> noise >= 0 && noise <= BRIGHTEST, "must be from 0 to 255"),
                        (int) reader.number("border", 0, border -> border >= 0 && border <= MOST, "must be 0 or more"),
                        reader.integer("seed", 0)),
                reader.count("pictures", MOST),
                reader.count("examples", MOST));
    }

    private static FilterChoice look(SpecReader reader) {
        Map<String, List<Integer>> layers = new LinkedHashMap<>();
        JsonNode named = reader.required("layers", "must name filters by their layer");
        if (named != null) {
            named.properties()
                    .forEach(layer ->
                            layers.put(layer.getKey(), filters(reader, "layers." + layer.getKey(), layer.getValue())));
        }
        if (layers.isEmpty()) {
            reader.problem("layers", "must name at least one layer");
        }
        return new FilterChoice(reader.count("side", MOST, 0), layers);
    }

    /** Reads filters, written {@code 0..16}, to below the last, or as a list. */
    private static List<Integer> filters(SpecReader reader, String path, JsonNode json) {
        if (json.isTextual() && json.textValue().matches("\\d{1,6}\\.\\.\\d{1,6}")) {
            String[] bounds = json.textValue().split("\\.\\.", -1);
            List<Integer> range = IntStream.range(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1]))
                    .boxed()
                    .toList();
            if (!range.isEmpty()) {
                return range;
            }
        }
        return reader.integers(path, json, number -> number >= 0, "must be numbers of filters: 0..16, or a list");
    }

    @Override
    public long steps(PictureModel model, FilterChoice look) {
        return look.layers().values().stream().mapToLong(List::size).sum();
    }

    @Override
    public FilterFindings look(
            PictureModel model, FilterChoice look, DerivingEngine engine, RunSetting setting, WorkListener listener)
            throws IOException, InterruptedException {
        int tried = Math.min(pictures, model.pictures().size());
        List<LayerFindings> layers = new ArrayList<>();
        for (Map.Entry<String, List<Integer>> layer : look.layers().entrySet()) {
            Filters filters = Filters.of(model.network(), model.weights(), layer.getKey());
            Filters made = look.side() == 0 ? filters : filters.over(look.side());
            List<ExcitingPicture> climbed = Parallel.run(
                            climbs(model.recipe(), made, layer.getValue(), engine, listener),
                            setting.options().threads())
                    .stream()
                    .flatMap(List::stream)
                    .toList();
            FilterResponses responses = new FilterResponses(engine, filters);
            List<double[]> means = IntStream.range(0, tried)
                    .mapToObj(row -> responses.means(FilterFindings.row(model, row)))
                    .toList();
            layers.add(new LayerFindings(filters, made.picture().at(0), climbed, means, responses));
        }
        return new FilterFindings(model, layers);
    }

    private List<Callable<List<ExcitingPicture>>> climbs(
            String recipe, Filters made, List<Integer> chosen, DerivingEngine engine, WorkListener listener) {
        FilterAscent ascent = new FilterAscent(engine, settings);
        List<Callable<List<ExcitingPicture>>> climbs = new ArrayList<>();
        for (int from = 0; from < chosen.size(); from += AT_ONCE) {
            int[] part = chosen.subList(from, Math.min(chosen.size(), from + AT_ONCE)).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            climbs.add(() -> {
                List<ExcitingPicture> climbed = ascent.climb(made, part);
                listener.done(recipe, climbed.size());
                return climbed;
            });
        }
        return climbs;
    }

    @Override
    public FindingsReport<FilterFindings> report(ModelTutorialResult<FilterFindings> looked) {
        return new FilterReport(this, looked);
    }
}
