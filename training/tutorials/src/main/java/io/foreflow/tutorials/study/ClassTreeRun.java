package io.foreflow.tutorials.study;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Loss.SparseCategoricalCrossEntropy;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.tutorials.study.Cut.Places;
import io.foreflow.tutorials.study.RunResult.Model;
import io.foreflow.tutorials.tree.Clustering;
import io.foreflow.tutorials.tree.Hellinger;
import io.foreflow.tutorials.tree.SplitNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tree of classifiers and the flat one, with one seed. The flat one, fitted to the training rows, says by its best epoch on
 * the validation rows how long to fit, and by its probabilities there which classes are alike. Then the flat one and one
 * classifier for each split are fitted anew to training and validation rows, each with about as many steps as the best epoch
 * had, and tested.
 */
final class ClassTreeRun {
    /** Integer labels: how probabilities are judged, whatever they were fitted by. */
    private static final Loss BY_NUMBER = new SparseCategoricalCrossEntropy();

    private static final int TOP = 3;

    private final ClassTreeTutorial recipe;
    private final long seed;
    private final Source source;
    private final EngineSelector engines;
    private final int classes;
    private final Cut cut;
    private final Places kept;
    private final TrainingSpec plan;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final List<String> unseen = new ArrayList<>();
    private final int epochs;
    private final Clustering clustering;
    private final Model tree;
    private final Predictions flatAnswers;
    private final Predictions treeAnswers;

    private ClassTreeRun(ClassTreeTutorial recipe, long seed, Source source, EngineSelector engines) {
        this.recipe = recipe;
        this.seed = seed;
        this.source = source;
        this.engines = engines;
        this.classes = source.classes().size();
        this.cut = Cut.of(recipe.protocol(), source);
        this.kept = cut.training().and(cut.validation());
        this.plan = recipe.study().plan().withSeed(seed);
        requireEachClass();

        FitResult first = first();
        this.epochs = first.bestEpoch();
        this.clustering = Clustering.of(Hellinger.distances(meanProbabilities(first)));

        InputSpec input = source.input(kept.toArray());
        Model flat = flat(input);
        this.tree = tree(input);
        this.flatAnswers = answers(flat, cut.test());
        this.treeAnswers = answers(tree, cut.test());
        tell("flat", flatAnswers);
        tell("tree", treeAnswers);
    }

    /** @throws IllegalArgumentException if a class has no rows to learn from */
    static ClassTreeRun of(ClassTreeTutorial recipe, long seed, Source source, EngineSelector engines) {
        return new ClassTreeRun(recipe, seed, source, engines);
    }

    private void requireEachClass() {
        int[] counts = counts(kept);
        for (int label = 0; label < classes; label++) {
            if (counts[label] == 0) {
                throw new IllegalArgumentException(
                        "the class " + source.classes().get(label) + " has no training rows");
            }
        }
    }

    private static boolean isWanted() {
        return !Thread.currentThread().isInterrupted();
    }

    private NetworkSpec network() {
        return recipe.study().network();
    }

    /** To the training rows, with the best epoch's weights. */
    private FitResult first() {
        InputSpec input = source.input(cut.training().toArray());
        TrainingSpec stopping = new TrainingSpec(
                plan.loss(),
                plan.optimizer(),
                plan.batches(),
                plan.epochs(),
                Optional.of(new TrainingSpec.EarlyStopping(plan.epochs())),
                plan.seed(),
                plan.frozen(),
                plan.metric());
        int[] labels = numbers(classes);
        return fit(
                network(),
                stopping,
                samples(input, cut.training(), labels, classes),
                Optional.of(samples(input, cut.validation(), labels, classes)));
    }

    private FitResult fit(NetworkSpec network, TrainingSpec how, Samples training, Optional<Samples> validation) {
        FitListener listener = epoch -> isWanted();
        return engines.forTraining(network, how)
                .engine()
                .fit(network, Initialization.weights(network, seed), training, validation, how, listener);
    }

    /** Each class's number for itself. */
    private static int[] numbers(int count) {
        int[] numbers = new int[count];
        Arrays.setAll(numbers, i -> i);
        return numbers;
    }

    /**
     * @param numbers the number to learn for each class
     * @param count how many different ones there are
     */
    private Samples samples(InputSpec input, Places places, int[] numbers, int count) {
        int[] rows = places.toArray();
        boolean byNumber = plan.loss().takesClassNumbers();
        float[] targets = new float[byNumber ? rows.length : rows.length * count];
        for (int i = 0; i < rows.length; i++) {
            int number = numbers[source.label(rows[i])];
            targets[byNumber ? i : i * count + number] = byNumber ? number : 1;
        }
        Rows inputs = source.inputs(input, rows, false, seed);
        return new Samples(
                Map.of(network().inputs().keySet().iterator().next(), inputs),
                Tensor.owning(byNumber ? Shape.of(rows.length) : Shape.of(rows.length, count), targets));
    }

    /** What the first fit says, on average, of the validation rows of each class; of its training rows where it has none. */
    private double[][] meanProbabilities(FitResult first) {
        InputSpec input = source.input(cut.training().toArray());
        double[][] means = new double[classes][classes];
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            Places own = cut.validation().only(row -> source.label(row) == wanted);
            if (own.isEmpty()) {
                unseen.add(source.classes().get(label));
                own = cut.training().only(row -> source.label(row) == wanted);
            }
            float[] results = predict(network(), first.weights(), input, own);
            for (int i = 0; i < results.length; i++) {
                means[label][i % classes] += (double) results[i] / own.count();
            }
        }
        return means;
    }

    private float[] predict(NetworkSpec network, Weights weights, InputSpec input, Places places) {
        float[] results = new float[places.count() * network.outputShape().size()];
        try (Predictor predictor = engines.forForecasting(network).engine().predictor(network, weights)) {
            predictor.predict(List.of(source.inputs(input, places.toArray(), false, seed)), results);
        }
        return results;
    }

    private Model flat(InputSpec input) {
        FitResult fit = fit(
                network(), plan.withEpochs(epochs), samples(input, kept, numbers(classes), classes), Optional.empty());
        return new Model(network(), fit.weights(), input, source.output(kept.toArray()));
    }

    private Model tree(InputSpec input) {
        ClassTree output = SplitNetworks.tree(source.classes(), clustering, recipe.groups());
        List<NetworkSpec> networks = new ArrayList<>();
        List<Weights> weights = new ArrayList<>();
        for (int split = 0; split < output.splits().size(); split++) {
            int[] children = SplitNetworks.children(output, split);
            int count = output.splits().get(split).children().size();
            Places own = kept.only(row -> children[source.label(row)] >= 0);
            NetworkSpec network = SplitNetworks.sized(network(), count);
            FitResult fit = fit(
                    network,
                    plan.withEpochs(epochs(own.count())),
                    samples(input, own, children, count),
                    Optional.empty());
            networks.add(network);
            weights.add(fit.weights());
        }
        return new Model(SplitNetworks.joined(networks), SplitNetworks.joinedWeights(weights), input, output);
    }

    /** As many as make about as many steps as the best epoch had. */
    private int epochs(int rows) {
        return Math.max(1, (int) Math.round((double) epochs * steps(kept.count()) / steps(rows)));
    }

    private int steps(int rows) {
        return (rows + plan.batchSize() - 1) / plan.batchSize();
    }

    /** Of all classes, by their numbers. */
    private Predictions answers(Model model, Places places) {
        float[] results = predict(model.network(), model.weights(), model.input(), places);
        float[] probabilities = results;
        if (model.output() instanceof ClassTree output) {
            probabilities = new float[places.count() * classes];
            for (int row = 0; row < places.count(); row++) {
                double[] of = output.probabilities(results, row, output.size());
                for (int label = 0; label < classes; label++) {
                    probabilities[row * classes + label] = (float) of[label];
                }
            }
        }
        float[] labels = new float[places.count()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = source.label(places.at(row));
        }
        return new Predictions(BY_NUMBER, probabilities, Tensor.owning(Shape.of(labels.length), labels));
    }

    private void tell(String which, Predictions answers) {
        metrics.put(which + "Accuracy", accuracy(answers));
        metrics.put(which + "Top3Accuracy", answers.topAccuracy(TOP));
        metrics.put(which + "Loss", answers.loss());
        metrics.put(which + "MeanRecall", meanRecall(answers, classes));
        double[] inverse = Arrays.stream(priors()).map(prior -> 1 / prior).toArray();
        Predictions even = answers.withPriors(inverse);
        metrics.put(which + "AccuracyWithoutPriors", accuracy(even));
        metrics.put(which + "MeanRecallWithoutPriors", meanRecall(even, classes));
        int[] counts = counts(kept);
        metrics.put(which + "RareRecall", recall(answers, counts));
        metrics.put(which + "RareRecallWithoutPriors", recall(even, counts));
    }

    private static double accuracy(Predictions answers) {
        int right = 0;
        for (int row = 0; row < answers.rows(); row++) {
            right += answers.decision(row) == answers.label(row) ? 1 : 0;
        }
        return (double) right / answers.rows();
    }

    /** The mean over the classes of how many of a class's rows are decided rightly. */
    private static double meanRecall(Predictions answers, int classes) {
        long[][] confusion = answers.confusion(classes);
        double sum = 0;
        int there = 0;
        for (int label = 0; label < classes; label++) {
            long rows = Arrays.stream(confusion[label]).sum();
            if (rows > 0) {
                sum += (double) confusion[label][label] / rows;
                there++;
            }
        }
        return sum / there;
    }

    /** How many of all rare classes' rows are decided rightly; NaN where there are none. */
    private double recall(Predictions answers, int[] counts) {
        int right = 0;
        int rows = 0;
        for (int row = 0; row < answers.rows(); row++) {
            if (counts[answers.label(row)] <= recipe.rare()) {
                rows++;
                right += answers.decision(row) == answers.label(row) ? 1 : 0;
            }
        }
        return rows == 0 ? Double.NaN : (double) right / rows;
    }

    private int[] counts(Places rows) {
        int[] counts = new int[classes];
        for (int row : rows.toArray()) {
            counts[source.label(row)]++;
        }
        return counts;
    }

    long seed() {
        return seed;
    }

    Source source() {
        return source;
    }

    /** How many rows the tree is fitted to. */
    int rows() {
        return kept.count();
    }

    Cut cut() {
        return cut;
    }

    /** Of the flat classifier. */
    int epochs() {
        return epochs;
    }

    Clustering clustering() {
        return clustering;
    }

    /** Classes without validation rows, whose likeness was measured on training rows. */
    List<String> unseen() {
        return List.copyOf(unseen);
    }

    /** Its output is a {@link ClassTree}. */
    Model tree() {
        return tree;
    }

    /** By name; those of the flat classifier begin with {@code flat}, the tree's with {@code tree}. */
    Map<String, Double> metrics() {
        return Map.copyOf(metrics);
    }

    /** How many rows of each class are learnt from. */
    int[] counts() {
        return counts(kept);
    }

    /** Each class's share of the rows that are learnt from. */
    double[] priors() {
        return Arrays.stream(counts(kept))
                .mapToDouble(count -> (double) count / kept.count())
                .toArray();
    }

    /** [true class][decision] of the test rows. */
    long[][] confusion(boolean ofTree) {
        return (ofTree ? treeAnswers : flatAnswers).confusion(classes);
    }
}
