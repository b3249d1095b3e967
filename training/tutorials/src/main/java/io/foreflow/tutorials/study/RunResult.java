package io.foreflow.tutorials.study;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of one run of a protocol with one seed.
 *
 * @param metrics by name, for instance {@code testAccuracy}, in the order in which they are told
 * @param fits what was fitted
 * @param model the one that is kept
 * @param evaluated its results for the rows that it is judged by, which are {@code evaluatedRows}
 * @param evaluatedRows the test rows, else the validation rows, else the training rows
 * @param cut which rows were for what
 * @param seconds of the run
 */
record RunResult(
        Map<String, Double> metrics,
        RunFits fits,
        StudyModel model,
        PredictedRows evaluated,
        RowSplit.RowNumbers evaluatedRows,
        RowSplit cut,
        double seconds) {

    /**
     * The fits of a run.
     *
     * @param fit with its validation rows, if there was one
     * @param refit the fresh fit, if there was one
     * @param history mean over the folds by epoch; empty if none was asked for
     * @param epochs that were run in all
     * @param seconds in the main fit itself, without folds, data and evaluation
     */
    record RunFits(
            Optional<FitResult> fit, Optional<FitResult> refit, List<EpochLoss> history, int epochs, double seconds) {
        RunFits {
            history = List.copyOf(history);
        }

        /** Returns the fit that validation rows followed, else the fresh one. */
        FitResult main() {
            return fit.or(() -> refit).orElseThrow();
        }
    }

    /** A fitted network with what its input and output mean. */
    record StudyModel(NetworkSpec network, Weights weights, InputSpec input, OutputSpec output) {}

    RunResult {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    Optional<FitResult> fit() {
        return fits.fit();
    }

    Optional<FitResult> refit() {
        return fits.refit();
    }

    List<EpochLoss> history() {
        return fits.history();
    }
}
