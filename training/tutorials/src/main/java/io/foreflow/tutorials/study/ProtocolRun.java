package io.foreflow.tutorials.study;

import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.tutorials.study.Fitter.TimedFit;
import io.foreflow.tutorials.study.Protocol.Folds;
import io.foreflow.tutorials.study.Protocol.Refit;
import io.foreflow.tutorials.study.RowSplit.RowNumbers;
import io.foreflow.tutorials.study.RunResult.RunFits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** One protocol of a recipe, run with one seed. */
final class ProtocolRun {
    private final StudyRecipe recipe;
    private final Protocol protocol;
    private final RowSplit cut;
    private final Fitter fitter;
    private final RunMetrics metrics;

    ProtocolRun(StudyRecipe recipe, Protocol protocol, RowSource source, Fitter fitter) {
        this.recipe = recipe;
        this.protocol = protocol;
        this.cut = RowSplit.of(protocol, source);
        this.fitter = fitter;
        this.metrics = new RunMetrics(recipe, source);
    }

    /** @throws IllegalArgumentException if the rows do not fit the recipe */
    RunResult run() {
        long started = System.nanoTime();
        protocol.folds().ifPresent(this::folds);
        List<EpochLoss> history = protocol.history().map(this::history).orElse(List.of());
        Optional<TimedFit> fit = fit();
        Optional<TimedFit> refit = protocol.refit().map(how -> refit(how, fit));
        TimedFit kept = refit.isPresent() ? refit.get() : fit.orElseThrow();
        RowNumbers judged = judged(refit.isPresent());
        PredictedRows evaluated = fitter.predictions(kept.model(), judged);
        if (!cut.test().isEmpty()) {
            metrics.tell("test", kept.model(), evaluated, cut.training());
        }
        double[] answers = fitter.answers(kept.model(), recipe.examples());
        for (int i = 0; i < answers.length; i++) {
            metrics.put("answer" + (i + 1), answers[i]);
        }
        return new RunResult(
                metrics.all(),
                new RunFits(
                        fit.map(TimedFit::result),
                        refit.map(TimedFit::result),
                        history,
                        fitter.epochs(),
                        fit.orElse(kept).seconds()),
                kept.model(),
                evaluated,
                judged,
                cut,
                (System.nanoTime() - started) / 1e9);
    }

    /** Makes the fit that validation rows follow, or the only one; none where there is only a fresh one. */
    private Optional<TimedFit> fit() {
        if (protocol.refit().isPresent() && cut.validation().isEmpty()) {
            return Optional.empty();
        }
        TimedFit fitted = fitter.fit(cut.training(), cut.validation(), cut.statistics(), recipe.phases());
        metrics.tellFit(fitted.result().epochs());
        if (!cut.validation().isEmpty()) {
            metrics.tell(
                    "validation", fitted.model(), fitter.predictions(fitted.model(), cut.validation()), cut.training());
        }
        return Optional.of(fitted);
    }

    /** Returns the test rows, else validation rows that the model has not learnt from, else training rows. */
    private RowNumbers judged(boolean refitted) {
        if (!cut.test().isEmpty()) {
            return cut.test();
        }
        return !cut.validation().isEmpty() && !refitted ? cut.validation() : cut.training();
    }

    private TimedFit refit(Refit refit, Optional<TimedFit> fit) {
        int count = refit.epochs()
                .orElseGet(() -> RunMetrics.bestEpoch(fit.orElseThrow().result().epochs()));
        metrics.put("refitEpochs", count);
        RowNumbers training = refit.onValidation() ? cut.training().and(cut.validation()) : cut.training();
        RowNumbers statistics = protocol.rows().statisticsFromAll() ? cut.statistics() : training;
        return fitter.fit(training, RowNumbers.NONE, statistics, withEpochs(count));
    }

    private List<TrainingSpec> withEpochs(int count) {
        // A closed form makes no steps, however many epochs are asked for.
        return recipe.phases().stream()
                .map(phase -> phase.optimizer() instanceof Ridge ? phase : phase.withEpochs(count))
                .toList();
    }

    private void folds(Folds folds) {
        List<Double> values = new ArrayList<>();
        String name = metrics.name("fold");
        for (int fold = 0; fold < folds.count(); fold++) {
            TimedFit fitted = fold(fold, folds, RowNumbers.NONE);
            PredictedRows held =
                    fitter.predictions(fitted.model(), cut.training().fold(fold, folds.count()));
            values.add(metrics.value(held, fitted.model()));
            metrics.put(name + (fold + 1), values.get(fold));
        }
        Spread spread = Spread.of(values);
        metrics.put(name, spread.mean());
        metrics.put(name + "Deviation", spread.deviation());
    }

    private TimedFit fold(int fold, Folds folds, RowNumbers validation) {
        RowNumbers training = cut.training().besidesFold(fold, folds.count());
        return fitter.fit(
                training,
                validation,
                protocol.rows().statisticsFromAll() ? cut.statistics() : training,
                withEpochs(folds.epochs()));
    }

    /** Returns the mean over the folds, epoch by epoch. */
    private List<EpochLoss> history(Folds folds) {
        List<List<EpochLoss>> all = new ArrayList<>();
        for (int fold = 0; fold < folds.count(); fold++) {
            all.add(fold(fold, folds, cut.training().fold(fold, folds.count()))
                    .result()
                    .epochs());
        }
        List<EpochLoss> means = new ArrayList<>();
        for (int i = 0; i < all.get(0).size(); i++) {
            int epoch = i;
            ToDoubleFunction<ToDoubleFunction<EpochLoss>> mean = number -> all.stream()
                    .mapToDouble(losses -> number.applyAsDouble(losses.get(epoch)))
                    .average()
                    .orElseThrow();
            means.add(new EpochLoss(
                    i + 1,
                    mean.applyAsDouble(EpochLoss::loss),
                    mean.applyAsDouble(EpochLoss::validationLoss),
                    mean.applyAsDouble(EpochLoss::metric),
                    mean.applyAsDouble(EpochLoss::validationMetric)));
        }
        return means;
    }

    /** Returns the most epochs that one run of a protocol takes. */
    static int plannedEpochs(StudyRecipe recipe, Protocol protocol) {
        int plan = recipe.phases().stream().mapToInt(TrainingSpec::epochs).sum();
        int sum = protocol.folds().map(folds -> folds.count() * folds.epochs()).orElse(0);
        sum += protocol.history().map(folds -> folds.count() * folds.epochs()).orElse(0);
        if (protocol.refit().isEmpty() || protocol.rows().validation().isPresent()) {
            sum += plan;
        }
        return sum + protocol.refit().map(refit -> refit.epochs().orElse(plan)).orElse(0);
    }
}
