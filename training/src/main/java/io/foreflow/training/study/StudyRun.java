package io.foreflow.training.study;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.Sampler;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.training.fit.PhasedFit;
import io.foreflow.training.study.Cut.Places;
import io.foreflow.training.study.Protocol.Folds;
import io.foreflow.training.study.Protocol.Refit;
import io.foreflow.training.study.RunResult.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** One protocol of a recipe, run with one seed. */
final class StudyRun {
    /** How many of the most probable classes {@code top3Accuracy} looks at. */
    private static final int TOP = 3;

    /** The published figure of the traffic networks is the mean validation loss of these epochs from the end. */
    private static final int LATE_FROM = 5;

    private final StudyRecipe recipe;
    private final Source source;
    private final Weights pretrained;
    private final EngineSelector engines;
    private final FitListener listener;
    private final Protocol protocol;
    private final long seed;
    private final Cut cut;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private int epochs;

    private StudyRun(
            StudyRecipe recipe,
            Protocol protocol,
            long seed,
            Source source,
            Weights pretrained,
            EngineSelector engines,
            FitListener listener) {
        this.recipe = recipe;
        this.protocol = protocol;
        this.seed = seed;
        this.source = source;
        this.pretrained = pretrained;
        this.engines = engines;
        this.listener = listener;
        this.cut = Cut.of(protocol, source);
    }

    /**
     * @param pretrained weights that the network starts from, by name; the others are drawn from the seed
     * @param listener told of each epoch
     * @throws IllegalArgumentException if the rows do not fit the recipe
     */
    static RunResult of(
            StudyRecipe recipe,
            Protocol protocol,
            long seed,
            Source source,
            Weights pretrained,
            EngineSelector engines,
            FitListener listener) {
        return new StudyRun(recipe, protocol, seed, source, pretrained, engines, listener).run();
    }

    private RunResult run() {
        long started = System.nanoTime();
        protocol.folds().ifPresent(this::folds);
        List<EpochLoss> history = protocol.history().map(this::history).orElse(List.of());
        Optional<Fitted> fit = Optional.empty();
        boolean refits = protocol.refit().isPresent();
        if (!refits || !cut.validation().isEmpty()) {
            fit = Optional.of(fit(cut.training(), cut.validation(), cut.statistics(), recipe.phases()));
            tellFit(fit.get());
        }
        Optional<Fitted> refit = protocol.refit().isPresent()
                ? Optional.of(refit(protocol.refit().get(), fit))
                : Optional.empty();
        Fitted kept = refit.isPresent() ? refit.get() : fit.orElseThrow();
        if (!cut.validation().isEmpty() && refit.isEmpty()) {
            tell("validation", kept.model(), predictions(kept.model(), cut.validation()));
        }
        Places judged = !cut.test().isEmpty()
                ? cut.test()
                : !cut.validation().isEmpty() && refit.isEmpty() ? cut.validation() : cut.training();
        Predictions evaluated = predictions(kept.model(), judged);
        if (!cut.test().isEmpty()) {
            tell("test", kept.model(), evaluated);
        }
        answers(kept.model());
        return new RunResult(
                metrics,
                fit.map(Fitted::result),
                refit.map(Fitted::result),
                history,
                kept.model(),
                evaluated,
                judged,
                cut,
                epochs,
                fit.orElse(kept).seconds(),
                (System.nanoTime() - started) / 1e9);
    }

    /** To the recipe's examples: {@code answer1} and so on. */
    private void answers(Model model) {
        int index = 0;
        for (double answer : answersOf(model)) {
            metrics.put("answer" + ++index, answer);
        }
    }

    private double[] answersOf(Model model) {
        if (!(model.input() instanceof Columns columns) || recipe.examples().isEmpty()) {
            return new double[0];
        }
        int count = recipe.examples().values().iterator().next().size();
        double[][] records = new double[count][columns.columns().size()];
        for (int i = 0; i < columns.columns().size(); i++) {
            List<Double> values = requireNonNull(
                    recipe.examples().get(columns.columns().get(i).name()), "an example lacks a column");
            for (int row = 0; row < count; row++) {
                records[row][i] = values.get(row);
            }
        }
        float[] results = new float[count * model.network().outputShape().size()];
        try (Predictor predictor =
                engines.forForecasting(model.network()).engine().predictor(model.network(), model.weights())) {
            predictor.predict(List.of(columns.rows(records)), results);
        }
        double[] answers = new double[count];
        for (int row = 0; row < count; row++) {
            answers[row] = results[row * results.length / count] * Targets.scale(model.output())
                    + Targets.shift(model.output());
        }
        return answers;
    }

    private record Fitted(Model model, FitResult result, double seconds) {}

    private Fitted fit(Places training, Places validation, Places statistics, List<TrainingSpec> phases) {
        InputSpec input = source.input(statistics.toArray());
        OutputSpec output = source.output(statistics.toArray());
        NetworkSpec network = recipe.network();
        Samples samples = samples(input, output, training, true);
        Optional<Samples> validating =
                validation.isEmpty() ? Optional.empty() : Optional.of(samples(input, output, validation, false));
        List<TrainingSpec> seeded =
                phases.stream().map(phase -> phase.withSeed(seed)).toList();
        long started = System.nanoTime();
        FitResult result = new PhasedFit(engines).fit(network, initial(network), seeded, samples, validating, epoch -> {
            epochs++;
            return listener.onEpoch(epoch);
        });
        double seconds = (System.nanoTime() - started) / 1e9;
        return new Fitted(new Model(network, result.weights(), input, output), result, seconds);
    }

    private Weights initial(NetworkSpec network) {
        Map<String, Tensor> weights =
                new LinkedHashMap<>(Initialization.weights(network, seed).tensors());
        weights.putAll(pretrained.tensors());
        return new Weights(weights);
    }

    private Samples samples(InputSpec input, OutputSpec output, Places places, boolean training) {
        return new Samples(
                Map.of(recipe.network().inputs().keySet().iterator().next(), inputs(input, places.toArray(), training)),
                Targets.of(source, output, recipe.plan().loss(), places.toArray()));
    }

    /** Shaped as the network reads them, where it reads the same numbers in another shape. */
    private Rows inputs(InputSpec input, int[] rows, boolean training) {
        Rows inputs = source.inputs(input, rows, training, seed);
        Shape wanted = recipe.network().inputs().values().iterator().next();
        boolean reshaped =
                !inputs.rowShape().equals(wanted) && inputs.rowShape().size() == wanted.size();
        return reshaped && inputs instanceof Tensor tensor
                ? Tensor.owning(wanted.batch(tensor.rows()), tensor.toArray())
                : inputs;
    }

    private Predictions predictions(Model model, Places places) {
        int[] rows = places.toArray();
        float[] results = new float[rows.length * model.network().outputShape().size()];
        try (Predictor predictor =
                engines.forForecasting(model.network()).engine().predictor(model.network(), model.weights())) {
            predictor.predict(List.of(inputs(model.input(), rows, false)), results);
        }
        return new Predictions(
                recipe.plan().loss(),
                results,
                Targets.of(source, model.output(), recipe.plan().loss(), rows));
    }

    private Fitted refit(Refit refit, Optional<Fitted> fit) {
        int count = refit.epochs()
                .orElseGet(() -> bestEpoch(fit.orElseThrow().result().epochs()));
        metrics.put("refitEpochs", (double) count);
        Places training = refit.onValidation() ? cut.training().and(cut.validation()) : cut.training();
        Places statistics = protocol.statisticsFromAll() ? cut.statistics() : training;
        return fit(training, Places.NONE, statistics, withEpochs(count));
    }

    private List<TrainingSpec> withEpochs(int count) {
        // A closed form makes no steps, however many epochs are asked for.
        return recipe.phases().stream()
                .map(phase -> phase.optimizer() instanceof Ridge ? phase : phase.withEpochs(count))
                .toList();
    }

    private static int bestEpoch(List<EpochLoss> epochs) {
        EpochLoss best = epochs.get(0);
        for (EpochLoss epoch : epochs) {
            best = epoch.validationLoss() < best.validationLoss() ? epoch : best;
        }
        return best.epoch();
    }

    private void folds(Folds folds) {
        double sum = 0;
        double squares = 0;
        String metric = metricName("fold");
        for (int fold = 0; fold < folds.count(); fold++) {
            Places held = cut.training().fold(fold, folds.count());
            Fitted fitted = fold(fold, folds, Places.NONE);
            Predictions predictions = predictions(fitted.model(), held);
            double value = metric(predictions, fitted.model());
            metrics.put(metric + (fold + 1), value);
            sum += value;
            squares += value * value;
        }
        double mean = sum / folds.count();
        metrics.put(metric, mean);
        metrics.put(
                metric + "Deviation",
                Math.sqrt(Math.max(0, squares / folds.count() - mean * mean) * folds.count() / (folds.count() - 1)));
    }

    private Fitted fold(int fold, Folds folds, Places validation) {
        Places training = cut.training().besidesFold(fold, folds.count());
        return fit(
                training,
                validation,
                protocol.statisticsFromAll() ? cut.statistics() : training,
                withEpochs(folds.epochs()));
    }

    /** The mean over the folds, epoch by epoch. */
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

    private void tellFit(Fitted fitted) {
        List<EpochLoss> all = fitted.result().epochs();
        EpochLoss last = all.get(all.size() - 1);
        metrics.put("trainingLoss", last.loss());
        if (!cut.validation().isEmpty()) {
            metrics.put("validationLoss", last.validationLoss());
            int best = bestEpoch(all);
            metrics.put("bestEpoch", (double) best);
            metrics.put("bestValidationLoss", all.get(best - 1).validationLoss());
            if (isAsked("lateValidationLoss") && all.size() >= LATE_FROM) {
                metrics.put(
                        "lateValidationLoss",
                        all.subList(all.size() - LATE_FROM, all.size() - 1).stream()
                                .mapToDouble(EpochLoss::validationLoss)
                                .average()
                                .orElseThrow());
            }
            if (protocol.refit().isPresent()) {
                tell("validation", fitted.model(), predictions(fitted.model(), cut.validation()));
            }
        }
    }

    /** Whether the tutorial has a figure for it. */
    private boolean isAsked(String metric) {
        return recipe.figures().stream().anyMatch(figure -> figure.metric().equals(metric));
    }

    /** @param part of the rows, for instance {@code test} */
    private void tell(String part, Model model, Predictions predictions) {
        if (part.equals("test")) {
            metrics.put(part + "Loss", predictions.loss());
        }
        metrics.put(metricName(part), metric(predictions, model));
        if (isClassification() && isBalanced()) {
            metrics.put(
                    part + "AccuracyWithPriors",
                    predictions.withPriors(shares(cut.training())).metric(Metric.ACCURACY));
        }
        if (isClassification() && source.classes().size() > TOP) {
            metrics.put(part + "Top3Accuracy", predictions.topAccuracy(TOP));
        } else if (!isClassification()) {
            metrics.put(part + "Rmse", predictions.rmse() * Math.abs(Targets.scale(model.output())));
        }
    }

    /** Whether the network saw the classes more evenly than they are. */
    private boolean isBalanced() {
        Sampler sampler = recipe.plan().sampler();
        return sampler == Sampler.UNDERSAMPLE || sampler == Sampler.OVERSAMPLE;
    }

    /** Of each class among {@code rows}. */
    private double[] shares(Places rows) {
        double[] shares = new double[source.classes().size()];
        for (int row : rows.toArray()) {
            shares[source.label(row)] += 1.0 / rows.count();
        }
        return shares;
    }

    private boolean isClassification() {
        return !source.classes().isEmpty();
    }

    private String metricName(String part) {
        return part + (isClassification() ? "Accuracy" : "Mae");
    }

    /** The accuracy, or the mean absolute error in the target's unit. */
    private double metric(Predictions predictions, Model model) {
        return isClassification()
                ? predictions.metric(Metric.ACCURACY)
                : predictions.metric(Metric.MAE) * Math.abs(Targets.scale(model.output()));
    }

    /** Of the recipe, for a listener that shows how far it has come: epochs of one run at most. */
    static int plannedEpochs(StudyRecipe recipe, Protocol protocol) {
        int plan = recipe.phases().stream().mapToInt(TrainingSpec::epochs).sum();
        int sum = protocol.folds().map(folds -> folds.count() * folds.epochs()).orElse(0);
        sum += protocol.history().map(folds -> folds.count() * folds.epochs()).orElse(0);
        if (protocol.refit().isEmpty() || protocol.validation().isPresent()) {
            sum += plan;
        }
        return sum + protocol.refit().map(refit -> refit.epochs().orElse(plan)).orElse(0);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, %s, seed %d", recipe.name(), protocol.name(), seed);
    }
}
