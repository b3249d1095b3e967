package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Rows;
import io.foreflow.tutorials.dataset.PictureRows;
import io.foreflow.tutorials.explain.FilterAscent.ExcitingPicture;
import io.foreflow.tutorials.explain.FilterResponses;
import io.foreflow.tutorials.explain.Filters;
import io.foreflow.tutorials.study.ModelTutorial.ModelFindings;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The findings about the filters of one model.
 *
 * @param layers from early to late, at least one
 */
record FilterFindings(PictureModel model, List<LayerFindings> layers) implements ModelFindings {
    FilterFindings {
        layers = List.copyOf(layers);
    }

    /**
     * The filters of one convolution.
     *
     * @param filters of pictures as the network reads them
     * @param side of the pictures that were made, in pixels
     * @param climbed one a filter, as the recipe lists them
     * @param means of each real picture, by filter its mean response
     * @param responses of the filters to any picture
     */
    record LayerFindings(
            Filters filters, int side, List<ExcitingPicture> climbed, List<double[]> means, FilterResponses responses) {
        /** Returns the number of the real picture that excites a filter most: the first of several. */
        int mostExciting(int filter) {
            return best(IntStream.range(0, means.size()).toArray(), picture -> mean(picture, filter));
        }

        /** Returns that of the recipe's filters that a real picture excites most, compared with the other pictures. */
        int mostExcited(int picture) {
            int[] listed = climbed.stream().mapToInt(ExcitingPicture::filter).toArray();
            return best(listed, filter -> mean(picture, filter) / Math.max(1e-12, mean(mostExciting(filter), filter)));
        }

        /** Returns the mean response of a filter to a real picture. */
        double mean(int picture, int filter) {
            return means.get(picture)[filter];
        }

        /** Returns where in a real picture the filter answers. */
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

    @Override
    public int pictures() {
        return layers.get(0).means().size();
    }

    /** Returns a real picture, as one row. */
    Rows row(int picture) {
        return row(model, picture);
    }

    static Rows row(PictureModel model, int picture) {
        return PictureRows.of(model.pictures().select(picture));
    }
}
