package io.foreflow.tutorials.study;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.tabular.Classes;
import io.foreflow.training.report.ReportPicture;
import io.foreflow.tutorials.dataset.LabelledPictures;
import io.foreflow.tutorials.explain.HeatMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A classifier of pictures to look into.
 *
 * @param recipe that it was trained by
 * @param origin where its weights are from, in words
 * @param network inlined
 * @param labels names of the classes
 * @param pictures those that its recipe keeps aside to test, the classes in turn
 * @param numbers of the class of each of {@code pictures}
 */
record PictureModel(
        String recipe,
        String origin,
        NetworkSpec network,
        Weights weights,
        List<String> labels,
        LabelledPictures pictures,
        List<Integer> numbers) {

    /** The substitute where a recipe has left no model. */
    enum Untrained {
        /** Accepts no substitute. */
        REFUSED,
        /** Weights that were trained elsewhere, beside others as they are drawn. */
        PRETRAINED,
        /** Weights as they are drawn. */
        DRAWN
    }

    /** All recipes of {@code names} whose model is there, and why the others' are not. */
    record FoundModels(List<PictureModel> models, List<String> missing) {}

    /**
     * Finds the model that the setting names, else those that the recipes' runs have left.
     *
     * @param names of the recipes that are known to who asks
     * @throws IOException if there is none
     * @throws IllegalArgumentException if the named model is of none of these recipes
     */
    static FoundModels find(List<String> names, RunSetting setting, Untrained untrained) throws IOException {
        if (setting.model().isPresent()) {
            TrainedModel bundle =
                    Bundles.read(Files.readAllBytes(setting.model().get()));
            String recipe = bundle.card().build().recipe();
            if (!names.contains(recipe)) {
                throw new IllegalArgumentException(setting.model().get() + " is a model of the recipe " + recipe
                        + "; this one looks into those of " + String.join(", ", names));
            }
            return new FoundModels(List.of(of(bundle, recipe, "the model " + bundle.ref(), setting)), List.of());
        }
        List<PictureModel> models = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            find(name, setting, untrained)
                    .ifPresentOrElse(
                            models::add,
                            () -> missing.add(name + ": there is no model of a run in "
                                    + setting.runs().resolve(name)));
        }
        if (models.isEmpty()) {
            throw new IOException("there is no trained model to look into; name one with --model, or first run foreflow"
                    + " recipes run "
                    + String.join(" or foreflow recipes run ", names));
        }
        return new FoundModels(models, missing);
    }

    private static Optional<PictureModel> find(String name, RunSetting setting, Untrained untrained)
            throws IOException {
        Path file = setting.runs().resolve(name).resolve(name + ".bundle");
        if (Files.exists(file)) {
            TrainedModel bundle = Bundles.read(Files.readAllBytes(file));
            return Optional.of(of(bundle, name, "the model " + bundle.ref(), setting));
        }
        StudyRecipe recipe = Tutorials.study(name);
        boolean pretrained = recipe.fitting()
                .pretrained()
                .map(weights -> Files.exists(setting.options().data().resolve(weights.file())))
                .orElse(false);
        if (untrained == Untrained.DRAWN || (untrained == Untrained.PRETRAINED && pretrained)) {
            Map<String, Tensor> weights = new LinkedHashMap<>(
                    Initialization.weights(recipe.network(), 0).tensors());
            String origin = "random weights, not trained";
            if (pretrained) {
                PretrainedWeights read =
                        PretrainedWeights.of(recipe, setting.options().data());
                weights.putAll(read.weights().tensors());
                origin = read.sentence() + " Nothing was trained here";
            }
            return Optional.of(of(name, origin, recipe.network(), new Weights(weights), setting));
        }
        return Optional.empty();
    }

    private static PictureModel of(TrainedModel bundle, String recipe, String origin, RunSetting setting)
            throws IOException {
        if (!(bundle.inferenceTask().output() instanceof Classes)) {
            throw new IllegalArgumentException("model " + bundle.ref() + " tells no classes");
        }
        return of(recipe, origin, bundle.network(), bundle.weights(), setting);
    }

    private static PictureModel of(
            String recipe, String origin, NetworkSpec network, Weights weights, RunSetting setting) throws IOException {
        StudyRecipe by = Tutorials.study(recipe);
        RowSource source = by.data().open(setting.options().data(), network);
        if (!(source instanceof PictureSource pictures)) {
            throw new IllegalArgumentException("the recipe " + recipe + " has no pictures to look at");
        }
        int[] rows = inTurn(source);
        return new PictureModel(
                recipe,
                origin,
                network.inlined(),
                weights,
                source.classes(),
                pictures.pictures().select(rows),
                IntStream.of(rows).mapToObj(source::label).toList());
    }

    /** Returns the test rows: the first of each class, then the second, and so on. */
    private static int[] inTurn(RowSource source) {
        int classes = source.classes().size();
        List<List<Integer>> byClass = IntStream.range(0, classes)
                .mapToObj(label -> (List<Integer>) new ArrayList<Integer>())
                .toList();
        for (int row = source.testFrom(); row < source.rows(); row++) {
            byClass.get(source.label(row)).add(row);
        }
        int most = byClass.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, most)
                .flatMap(place ->
                        byClass.stream().filter(rows -> place < rows.size()).mapToInt(rows -> rows.get(place)))
                .toArray();
    }

    /** Returns a picture to be drawn. */
    ReportPicture drawn(int row, String caption) {
        return ReportPicture.of(picture(row), pictures.height(), pictures.width(), pictures.channels(), caption);
    }

    /**
     * Returns a picture to be drawn, glowing where a map is high.
     *
     * @param map (mapHeight, mapWidth)
     */
    ReportPicture glowing(int row, float[] map, int mapHeight, int mapWidth, String caption) {
        float[] values = HeatMap.over(
                picture(row), pictures.height(), pictures.width(), pictures.channels(), map, mapHeight, mapWidth);
        return ReportPicture.of(values, pictures.height(), pictures.width(), HeatMap.CHANNELS, caption);
    }

    /** Returns the numbers of a picture, (height, width, channels) from 0 to 255. */
    float[] picture(int row) {
        float[] values = new float[pictures.height() * pictures.width() * pictures.channels()];
        pictures.copy(row, values, 0);
        return values;
    }
}
