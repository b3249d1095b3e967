package io.foreflow.training.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecReader;
import io.foreflow.training.explain.FilterAscent.Settings;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.training.study.PictureModel.Untrained;
import io.foreflow.training.study.StudyJob.Done;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Shows what filters of trained networks look for: the kind {@code filter-pictures}.
 *
 * @param looks the models, each looked into if it is there
 * @param untrained whether random weights will do where there is no model
 * @param settings of the ascent
 * @param pictures how many real ones are tried on the filters, at most
 * @param examples how many filters of a layer are shown beside real pictures
 */
record FilterPictures(
        String name,
        String title,
        String description,
        List<Look> looks,
        boolean untrained,
        Settings settings,
        int pictures,
        int examples)
        implements Tutorial {
    private static final int MOST = 10_000;
    private static final double BRIGHTEST = 255;

    /**
     * What of a model is looked at.
     *
     * @param recipe that the model was trained by
     * @param side of the pictures that are made, in pixels; 0: as large as the network reads
     * @param layers numbers of filters by the layer, from early to late
     */
    record Look(String recipe, int side, Map<String, List<Integer>> layers) {
        Look {
            layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        }
    }

    /** @throws InvalidRecipeException telling all problems at once */
    static FilterPictures read(String source, ObjectNode document) {
        List<String> problems = new ArrayList<>();
        SpecReader reader = new SpecReader(document, "", problems);
        List<Look> looks = new ArrayList<>();
        JsonNode models = reader.required("models", "must list what is looked into");
        for (int i = 0; models != null && i < models.size(); i++) {
            looks.add(look(models.get(i), "models[" + i + "]", problems));
        }
        if (looks.isEmpty()) {
            problems.add("models must list at least one model");
        }
        FilterPictures read = new FilterPictures(
                reader.text("name"),
                reader.text("title"),
                reader.text("description"),
                List.copyOf(looks),
                reader.flag("untrained", false),
                new Settings(
                        reader.count("steps", MOST),
                        reader.number("step", 1, step -> step > 0 && step <= BRIGHTEST, "must be above 0, at most 255"),
                        reader.number("noise", 0, noise -> noise >= 0 && noise <= BRIGHTEST, "must be from 0 to 255"),
                        (int) reader.number("border", 0, border -> border >= 0 && border <= MOST, "must be 0 or more"),
                        reader.integer("seed", 0)),
                reader.count("pictures", MOST),
                reader.count("examples", MOST));
        reader.child("quick");
        reader.finish();
        if (!problems.isEmpty()) {
            throw new InvalidRecipeException(source, problems);
        }
        return read;
    }

    private static Look look(JsonNode json, String path, List<String> problems) {
        SpecReader reader = new SpecReader(json, path, problems);
        Map<String, List<Integer>> layers = new LinkedHashMap<>();
        JsonNode named = reader.required("layers", "must name filters by their layer");
        if (named != null) {
            named.fields()
                    .forEachRemaining(layer ->
                            layers.put(layer.getKey(), filters(reader, "layers." + layer.getKey(), layer.getValue())));
        }
        if (layers.isEmpty()) {
            problems.add(path + ".layers must name at least one layer");
        }
        Look read =
                new Look(reader.text("recipe"), reader.child("side") == null ? 0 : reader.count("side", MOST), layers);
        reader.finish();
        return read;
    }

    /** Written {@code 0..16}, to below the last, or as a list. */
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
        List<Integer> listed = new ArrayList<>();
        json.forEach(number -> listed.add(number.isInt() ? number.intValue() : -1));
        if (listed.isEmpty() || listed.stream().anyMatch(number -> number < 0)) {
            reader.problem(path, json, "must be numbers of filters: 0..16, or a list");
        }
        return listed;
    }

    @Override
    public Optional<NetworkSpec> network() {
        return Optional.empty();
    }

    @Override
    public String unit() {
        return "filters";
    }

    @Override
    public Done run(Setting setting, StudyListener listener) throws IOException, InterruptedException {
        long started = System.nanoTime();
        PictureModel.Found found = PictureModel.find(
                looks.stream().map(Look::recipe).toList(), setting, untrained ? Untrained.DRAWN : Untrained.PRETRAINED);
        Map<PictureModel, Look> chosen = new LinkedHashMap<>();
        for (PictureModel model : found.models()) {
            chosen.put(
                    model,
                    looks.stream()
                            .filter(look -> look.recipe().equals(model.recipe()))
                            .findFirst()
                            .orElseThrow());
        }
        listener.planned(chosen.values().stream()
                .flatMap(look -> look.layers().values().stream())
                .mapToLong(List::size)
                .sum());
        DerivingEngine engine = EngineSelector.deriving();
        List<FilterLook> results = new ArrayList<>();
        for (Map.Entry<PictureModel, Look> each : chosen.entrySet()) {
            listener.begins(each.getKey().recipe());
            results.add(FilterLook.of(this, each.getKey(), each.getValue(), engine, setting, listener));
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        FilterReport report = new FilterReport(this, results, found.missing(), seconds, setting.reported());
        List<Drawing> drawings = report.drawings();
        return new Leavings(setting.folder()).done(report.html(drawings), report.json(), drawings, report.headline());
    }
}
