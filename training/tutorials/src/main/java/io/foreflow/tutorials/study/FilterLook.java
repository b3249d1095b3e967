package io.foreflow.tutorials.study;

import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.engine.Rows;
import io.foreflow.tutorials.dataset.PictureRows;
import io.foreflow.tutorials.explain.FilterAscent;
import io.foreflow.tutorials.explain.FilterAscent.ExcitingPicture;
import io.foreflow.tutorials.explain.FilterResponses;
import io.foreflow.tutorials.explain.Filters;
import io.foreflow.tutorials.study.FilterPictures.Look;
import io.foreflow.tutorials.study.Looking.Seen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** What was seen of one model's filters. */
final class FilterLook implements Seen {
    /** Filters that are climbed at once. */
    private static final int AT_ONCE = 4;

    private final PictureModel model;
    private final List<Layer> layers;

    private FilterLook(PictureModel model, List<Layer> layers) {
        this.model = model;
        this.layers = List.copyOf(layers);
    }

    /** One convolution. */
    static final class Layer {
        private final Filters filters;
        private final int side;
        private final List<ExcitingPicture> climbed;
        private final List<double[]> means;
        private final FilterResponses responses;

        private Layer(
                Filters filters, int side, List<ExcitingPicture> climbed, List<double[]> means, FilterResponses responses) {
            this.filters = filters;
            this.side = side;
            this.climbed = List.copyOf(climbed);
            this.means = List.copyOf(means);
            this.responses = responses;
        }

        /** Of pictures as the network reads them. */
        Filters filters() {
            return filters;
        }

        /** Of the pictures that were made, in pixels. */
        int side() {
            return side;
        }

        /** One a filter, as the recipe lists them. */
        List<ExcitingPicture> climbed() {
            return climbed;
        }

        /** The number of the real picture that excites a filter most: the first of several. */
        int mostExciting(int filter) {
            return best(IntStream.range(0, means.size()).toArray(), picture -> means.get(picture)[filter]);
        }

        /** That of the recipe's filters that a real picture excites most, compared with how much others excite it. */
        int mostExcited(int picture) {
            int[] listed = climbed.stream().mapToInt(ExcitingPicture::filter).toArray();
            return best(
                    listed, filter -> means.get(picture)[filter] / Math.max(1e-12, mean(mostExciting(filter), filter)));
        }

        /** The mean response of a filter to a real picture. */
        double mean(int picture, int filter) {
            return means.get(picture)[filter];
        }

        /** Where in a real picture the filter answers. */
        float[] map(Rows picture, int filter) {
            return responses.map(picture, filter);
        }

        private static int best(int[] candidates, IntToDoubleFunction score) {
            int best = candidates[0];
            for (int candidate : candidates) {
                best = score.applyAsDouble(candidate) > score.applyAsDouble(best) ? candidate : best;
            }
            return best;
        }
    }

    static FilterLook of(
            FilterPictures recipe,
            PictureModel model,
            Look look,
            DerivingEngine engine,
            Setting setting,
            StudyListener listener)
            throws IOException, InterruptedException {
        List<Layer> layers = new ArrayList<>();
        for (Map.Entry<String, List<Integer>> layer : look.layers().entrySet()) {
            Filters filters = Filters.of(model.network(), model.weights(), layer.getKey());
            layers.add(layer(recipe, model, filters, look.side(), layer.getValue(), engine, setting, listener));
        }
        return new FilterLook(model, layers);
    }

    private static Layer layer(
            FilterPictures recipe,
            PictureModel model,
            Filters filters,
            int side,
            List<Integer> chosen,
            DerivingEngine engine,
            Setting setting,
            StudyListener listener)
            throws IOException, InterruptedException {
        Filters made = side == 0 ? filters : filters.over(side);
        FilterAscent ascent = new FilterAscent(engine, recipe.settings());
        List<Callable<List<ExcitingPicture>>> climbs = new ArrayList<>();
        for (int from = 0; from < chosen.size(); from += AT_ONCE) {
            int[] part = chosen.subList(from, Math.min(chosen.size(), from + AT_ONCE)).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            climbs.add(() -> {
                List<ExcitingPicture> climbed = ascent.climb(made, part);
                climbed.forEach(each -> listener.epoch());
                return climbed;
            });
        }
        List<ExcitingPicture> climbed = Parallel.run(climbs, setting.options().threads()).stream()
                .flatMap(List::stream)
                .toList();
        int pictures = Math.min(recipe.pictures(), model.pictures().size());
        FilterResponses responses = new FilterResponses(engine, filters);
        List<double[]> means = IntStream.range(0, pictures)
                .mapToObj(row -> responses.means(row(model, row)))
                .toList();
        return new Layer(filters, made.picture().at(0), climbed, means, responses);
    }

    private static Rows row(PictureModel model, int row) {
        return PictureRows.of(model.pictures().select(row));
    }

    @Override
    public PictureModel model() {
        return model;
    }

    List<Layer> layers() {
        return layers;
    }

    @Override
    public int pictures() {
        return layers.get(0).means.size();
    }

    /** A real picture, as one row. */
    Rows row(int picture) {
        return row(model, picture);
    }
}
