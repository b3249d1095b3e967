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
 * What one run of a protocol with one seed yields.
 *
 * @param metrics by name, for instance {@code testAccuracy}, in the order in which they are told
 * @param fit with its validation rows, if there was one
 * @param refit the fresh fit, if there was one
 * @param history mean over the folds by epoch; empty if none was asked for
 * @param model the one that is kept
 * @param evaluated what it yields for the rows that it is judged by, which are {@code evaluatedRows}
 * @param evaluatedRows the test rows, else the validation rows, else the training rows
 * @param epochs that were run in all
 * @param fitSeconds in the fit itself, without folds, data and evaluation: of {@code fit}, or of {@code refit} where the
 *     protocol has no other
 * @param seconds of the run
 */
record RunResult(
        Map<String, Double> metrics,
        Optional<FitResult> fit,
        Optional<FitResult> refit,
        List<EpochLoss> history,
        Model model,
        Predictions evaluated,
        Cut.Places evaluatedRows,
        Cut cut,
        int epochs,
        double fitSeconds,
        double seconds) {

    /** A fitted network with what its input and output mean. */
    record Model(NetworkSpec network, Weights weights, InputSpec input, OutputSpec output) {}

    /** What {@code fitSeconds} were spent in. */
    FitResult mainFit() {
        return fit.or(() -> refit).orElseThrow();
    }

    RunResult {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        history = List.copyOf(history);
    }
}
