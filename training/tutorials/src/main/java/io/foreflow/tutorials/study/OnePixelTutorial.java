package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.network.SpecReader;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.training.recipe.RecipeDocument;
import io.foreflow.tutorials.explain.OnePixelSearch;
import io.foreflow.tutorials.explain.OnePixelSearch.WorstPixel;
import io.foreflow.tutorials.study.ModelTutorial.ModelTutorialResult;
import io.foreflow.tutorials.study.OnePixelFindings.ChangedPicture;
import io.foreflow.tutorials.study.OnePixelTutorial.PixelPlan;
import io.foreflow.tutorials.study.PictureModel.Untrained;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A recipe that changes one pixel of pictures so that a network doubts most: the kind {@code one-pixel}.
 *
 * @param looks by the recipe that a model was trained by
 * @param instead what to do where there is no model
 * @param shown how many pictures are drawn
 */
record OnePixelTutorial(TutorialHeading heading, Map<String, PixelPlan> looks, Untrained instead, int shown)
        implements ModelTutorial<PixelPlan, OnePixelFindings> {
    private static final int MOST = 1_000_000;
    private static final int BRIGHTEST = 255;

    /**
     * The search on a model's pictures.
     *
     * @param pictures how many test pictures are taken, at most
     * @param candidates how many changes of each are tried, {@link OnePixelSearch#ALL} for all
     * @param colours that a pixel may get: a number from 0 to 255 a channel
     */
    record PixelPlan(int pictures, int candidates, List<List<Integer>> colours) {
        PixelPlan {
            colours = colours.stream().map(List::copyOf).toList();
        }

        /** Returns the number of a model's test pictures that are taken. */
        int of(PictureModel model) {
            return Math.min(pictures, model.pictures().size());
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

    static OnePixelTutorial read(RecipeDocument document, SpecReader reader) {
        return new OnePixelTutorial(
                TutorialHeading.read(reader),
                ModelTutorial.looks(reader, OnePixelTutorial::look),
                reader.flag("untrained", false) ? Untrained.DRAWN : Untrained.REFUSED,
                reader.count("shown", MOST));
    }

    private static PixelPlan look(SpecReader reader) {
        JsonNode candidates = reader.child("candidates");
        boolean all = candidates == null || candidates.asText().equals("all");
        List<List<Integer>> colours = new ArrayList<>();
        JsonNode listed = reader.required("colours", "must list what a pixel may become");
        if (listed != null) {
            listed.forEach(colour -> colours.add(reader.integers(
                    "colours",
                    colour,
                    level -> level >= 0 && level <= BRIGHTEST,
                    "must be lists of numbers from 0 to 255, one a channel")));
        }
        return new PixelPlan(
                reader.count("pictures", MOST), all ? OnePixelSearch.ALL : reader.count("candidates", MOST), colours);
    }

    @Override
    public long steps(PictureModel model, PixelPlan look) {
        return look.of(model);
    }

    @Override
    public OnePixelFindings look(
            PictureModel model, PixelPlan look, DerivingEngine engine, RunSetting setting, WorkListener listener)
            throws IOException, InterruptedException {
        int looked = look.of(model);
        int threads = setting.options().threads();
        List<Callable<List<ChangedPicture>>> parts = new ArrayList<>();
        for (int part = 0; part < threads; part++) {
            int first = part;
            parts.add(() -> {
                List<ChangedPicture> rights = new ArrayList<>();
                try (OnePixelSearch search = new OnePixelSearch(
                        engine, model.network(), model.weights(), look.values(), look.candidates())) {
                    for (int row = first; row < looked; row += threads) {
                        WorstPixel worst = search.search(model.picture(row));
                        if (worst.before().label() == model.numbers().get(row)) {
                            rights.add(new ChangedPicture(row, worst));
                        }
                        listener.done(model.recipe(), 1);
                    }
                }
                return rights;
            });
        }
        List<ChangedPicture> all = Parallel.run(parts, threads).stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingDouble((ChangedPicture one) -> -one.loss())
                        .thenComparing(ChangedPicture::picture))
                .toList();
        return new OnePixelFindings(model, look, looked, all);
    }

    @Override
    public FindingsReport<OnePixelFindings> report(ModelTutorialResult<OnePixelFindings> looked) {
        return new OnePixelReport(this, looked);
    }
}
