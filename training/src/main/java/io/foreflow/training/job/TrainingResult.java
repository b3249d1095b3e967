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
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a training run yields.
 *
 * @param bundle the trained model
 * @param recipe that was followed
 * @param fit losses by epoch
 * @param data what it was trained on
 * @param evaluation of the model on the validation block
 */
public record TrainingResult(
        TrainedModel bundle, Recipe recipe, FitResult fit, DataFacts data, BlockEvaluation evaluation) {

    /**
     * The data and its split.
     *
     * @param digest SHA-256 of all windows, hex
     * @param windows how many there were, each once
     * @param sensors they came from
     * @param zones of the sensors
     * @param firstOrigin of all windows
     * @param lastOrigin of all windows
     * @param cut the first origin that validates
     * @param training windows that were fitted on
     * @param validation windows that decided when to stop, and on which the scores were taken
     * @param purged windows dropped because their targets reach over the cut
     * @param leftOut windows of the training block that know too little of their sensor
     * @param outliers lines for people about outliers, whose windows were not fitted to, see {@link SensorOutliers}
     */
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
            List<String> outliers) {
        public DataFacts {
            outliers = List.copyOf(outliers);
            sensors = Collections.unmodifiableSortedSet(new TreeSet<>(sensors));
            zones = Collections.unmodifiableSortedSet(new TreeSet<>(zones));
        }

        /** On which the model was scored before it was fitted to it. */
        public ValidationBlock block() {
            return new ValidationBlock(cut, lastOrigin);
        }

        /**
         * @param rows that were fitted on
         * @param leftOut windows of the training block that are no rows
         * @param outliers lines for people about outliers
         */
        public static DataFacts of(WindowSet set, Split split, int rows, int leftOut, List<String> outliers) {
            List<Instant> origins = set.windows().stream()
                    .map(window -> window.window().origin())
                    .sorted()
                    .toList();
            return new DataFacts(
                    set.digest(),
                    set.size(),
                    set.sensors(),
                    set.zones(),
                    origins.get(0),
                    origins.get(origins.size() - 1),
                    split.cut(),
                    rows,
                    split.validation().size(),
                    split.purged(),
                    leftOut,
                    outliers);
        }
    }
}
