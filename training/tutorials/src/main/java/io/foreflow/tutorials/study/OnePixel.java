package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.network.SpecReader;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.tutorials.explain.OnePixelSearch;
import io.foreflow.tutorials.study.Looking.Looked;
import io.foreflow.tutorials.study.OnePixel.Look;
import io.foreflow.tutorials.study.PictureModel.Untrained;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Changes one pixel of pictures so that a network doubts most: the kind {@code one-pixel}.
 *
 * @param looks by the recipe that a model was trained by
 * @param instead what to do where there is no model
 * @param shown how many pictures are drawn
 */
record OnePixel(String name, String title, String description, Map<String, Look> looks, Untrained instead, int shown)
        implements Looking<Look, OnePixelLook> {
    private static final int MOST = 1_000_000;
    private static final String ALL = "all";
    private static final int BRIGHTEST = 255;

    /**
     * How a model is looked into.
     *
     * @param pictures how many test pictures are taken, at most
     * @param candidates how many changes of each are tried, {@link OnePixelSearch#ALL} for all
     * @param colours that a pixel may get: a number from 0 to 255 a channel
     */
    record Look(int pictures, int candidates, List<List<Integer>> colours) {
        Look {
            colours = colours.stream().map(List::copyOf).toList();
        }

        /** How many of a model's test pictures are taken. */
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

    /** @throws InvalidRecipeException telling all problems at once */
    static OnePixel read(String source, ObjectNode document) {
        List<String> problems = new ArrayList<>();
        SpecReader reader = new SpecReader(document, "", problems);
        Map<String, Look> looks = Looking.looks(reader, problems, OnePixel::look);
        OnePixel read = new OnePixel(
                reader.text("name"),
                reader.text("title"),
                reader.text("description"),
                looks,
                reader.flag("untrained", false) ? Untrained.DRAWN : Untrained.REFUSED,
                reader.count("shown", MOST));
        reader.child("quick");
        reader.finish();
        if (!problems.isEmpty()) {
            throw new InvalidRecipeException(source, problems);
        }
        return read;
    }

    private static Look look(SpecReader reader) {
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
        return new Look(
                reader.count("pictures", MOST), all ? OnePixelSearch.ALL : reader.count("candidates", MOST), colours);
    }

    @Override
    public String unit() {
        return "pictures";
    }

    @Override
    public long steps(PictureModel model, Look look) {
        return look.of(model);
    }

    @Override
    public OnePixelLook look(
            PictureModel model, Look look, DerivingEngine engine, Setting setting, StudyListener listener)
            throws IOException, InterruptedException {
        return OnePixelLook.of(model, look, engine, setting, listener);
    }

    @Override
    public LookReport<OnePixelLook> report(Looked<OnePixelLook> looked) {
        return new OnePixelReport(this, looked);
    }
}
