package io.foreflow.training.job;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.model.ValidationBlock;
import io.foreflow.models.series.SensorId;
import io.foreflow.training.data.SensorOutliers;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.BlockEvaluation;
import io.foreflow.training.recipe.Recipe;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The result of a training run.
 *
 * @param bundle the trained model
 * @param recipe the recipe
 * @param fit losses by epoch
 * @param data facts of the data
 * @param evaluation scores of the model on the validation block
 */
public record TrainingResult(
        TrainedModel bundle, Recipe recipe, FitResult fit, DataFacts data, BlockEvaluation evaluation) {

    /**
     * The data and its split.
     *
     * @param digest SHA-256 of all windows, hex
     * @param windows number of windows, each counted once
     * @param sensors number of their sensors
     * @param zones time zones of the sensors
     * @param firstOrigin first origin of all windows
     * @param lastOrigin last origin of all windows
     * @param cut the first origin that validates
     * @param training number of windows that were fitted on
     * @param validation number of windows that decided when to stop, and on which the scores were taken
     * @param purged number of windows that were dropped because their targets reach over the cut
     * @param leftOut number of windows of the training block that know too little of their sensor
     * @param outliers lines for people about outliers, whose windows were left out of fits, see {@link SensorOutliers}
     * @param limits lines for people about parts of the model that were left out, or saw fewer windows, because there
     *     are many sensors or windows
     */
    @RecordBuilder
    public record DataFacts(
            String digest,
            int windows,
            SortedSet<SensorId> sensors,
            SortedSet<ZoneId> zones,
            Instant firstOrigin,
            Instant lastOrigin,
            Instant cut,
            int training,
            int validation,
            int purged,
            int leftOut,
            List<String> outliers,
            List<String> limits) {
        public DataFacts {
            outliers = List.copyOf(outliers);
            limits = List.copyOf(limits);
            sensors = Collections.unmodifiableSortedSet(new TreeSet<>(sensors));
            zones = Collections.unmodifiableSortedSet(new TreeSet<>(zones));
        }

        /** Returns the same facts with these lines about what was left out. */
        public DataFacts limitedBy(List<String> notes) {
            return TrainingResultDataFactsBuilder.builder(this).limits(notes).build();
        }

        /** The block on which the model was scored before it was fitted to it. */
        public ValidationBlock block() {
            return new ValidationBlock(cut, lastOrigin);
        }

        /**
         * @param rows number of rows that were fitted on
         * @param leftOut number of windows of the training block that are not rows
         * @param outliers lines for people about outliers
         */
        public static DataFacts of(WindowSet set, Split split, int rows, int leftOut, List<String> outliers) {
            List<Instant> origins = set.windows().stream()
                    .map(window -> window.window().origin())
                    .sorted()
                    .toList();
            return TrainingResultDataFactsBuilder.builder()
                    .digest(set.digest())
                    .windows(set.size())
                    .sensors(set.sensors())
                    .zones(set.zones())
                    .firstOrigin(origins.get(0))
                    .lastOrigin(origins.get(origins.size() - 1))
                    .cut(split.cut())
                    .training(rows)
                    .validation(split.validation().size())
                    .purged(split.purged())
                    .leftOut(leftOut)
                    .outliers(outliers)
                    .limits(List.of())
                    .build();
        }
    }
}
