package io.foreflow.training.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecReader;
import io.foreflow.training.explain.OnePixelSearch;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.training.study.PictureModel.Untrained;
import io.foreflow.training.study.StudyJob.Done;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes one pixel of pictures so that a network doubts most: the kind {@code one-pixel}.
 *
 * @param looks the models, each looked into if it is there
 * @param untrained whether random weights will do where there is no model
 * @param shown how many pictures are drawn
 */
record OnePixel(String name, String title, String description, List<Look> looks, boolean untrained, int shown)
        implements Tutorial {
    private static final int MOST = 1_000_000;
    private static final String ALL = "all";
    private static final int BRIGHTEST = 255;

    /**
     * How a model is looked into.
     *
     * @param recipe that it was trained by
     * @param pictures how many test pictures are taken, at most
     * @param candidates how many changes of each are tried, {@link OnePixelSearch#ALL} for all
     * @param colours that a pixel may get: a number from 0 to 255 a channel
     */
    record Look(String recipe, int pictures, int candidates, List<List<Integer>> colours) {
        Look {
            colours = colours.stream().map(List::copyOf).toList();
        }

        List<float[]> values() {
            List<float[]> values = new ArrayList<>();
            for (List<Integer> colour : colours) {
                float[] channels = new float[colour.size()];
                for (int i = 0; i < channels.length; i++) {
                    channels[i] = colour.get(i);
                }
                values.add(channels);
            }
            return values;
        }
    }

    /** @throws InvalidRecipeException telling all problems at once */
    static OnePixel read(String source, ObjectNode document) {
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
        OnePixel read = new OnePixel(
                reader.text("name"),
                reader.text("title"),
                reader.text("description"),
                List.copyOf(looks),
                reader.flag("untrained", false),
                reader.count("shown", MOST));
        reader.child("quick");
        reader.finish();
        if (!problems.isEmpty()) {
            throw new InvalidRecipeException(source, problems);
        }
        return read;
    }

    private static Look look(JsonNode json, String path, List<String> problems) {
        SpecReader reader = new SpecReader(json, path, problems);
        JsonNode candidates = reader.child("candidates");
        boolean all = candidates == null || candidates.asText().equals(ALL);
        List<List<Integer>> colours = new ArrayList<>();
        JsonNode listed = reader.required("colours", "must list what a pixel may become");
        if (listed != null) {
            listed.forEach(colour -> {
                List<Integer> channels = new ArrayList<>();
                colour.forEach(level -> channels.add(level.isInt() ? level.intValue() : -1));
                if (channels.isEmpty() || channels.stream().anyMatch(level -> level < 0 || level > BRIGHTEST)) {
                    reader.problem("colours", colour, "must be lists of numbers from 0 to 255, one a channel");
                }
                colours.add(channels);
            });
        }
        Look read = new Look(
                reader.text("recipe"),
                reader.count("pictures", MOST),
                all ? OnePixelSearch.ALL : reader.count("candidates", MOST),
                colours);
        reader.finish();
        return read;
    }

    @Override
    public Optional<NetworkSpec> network() {
        return Optional.empty();
    }

    @Override
    public String unit() {
        return "pictures";
    }

    @Override
    public Done run(Setting setting, StudyListener listener) throws IOException, InterruptedException {
        long started = System.nanoTime();
        PictureModel.Found found = PictureModel.find(
                looks.stream().map(Look::recipe).toList(), setting, untrained ? Untrained.DRAWN : Untrained.REFUSED);
        DerivingEngine engine = EngineSelector.deriving();
        listener.planned(found.models().stream()
                .mapToLong(model ->
                        Math.min(look(model).pictures(), model.pictures().size()))
                .sum());
        List<OnePixelLook> results = new ArrayList<>();
        for (PictureModel model : found.models()) {
            listener.begins(model.recipe());
            results.add(OnePixelLook.of(model, look(model), engine, setting, listener));
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        OnePixelReport report = new OnePixelReport(this, results, found.missing(), seconds, setting.reported());
        List<Drawing> drawings = report.drawings();
        return new Leavings(setting.folder()).done(report.html(drawings), report.json(), drawings, report.headline());
    }

    private Look look(PictureModel model) {
        return looks.stream()
                .filter(look -> look.recipe().equals(model.recipe()))
                .findFirst()
                .orElseThrow();
    }
}
