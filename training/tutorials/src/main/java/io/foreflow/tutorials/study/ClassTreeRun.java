package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.Loss.SparseCategoricalCrossEntropy;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.tutorials.study.Fitter.TimedFit;
import io.foreflow.tutorials.study.RowSplit.RowNumbers;
import io.foreflow.tutorials.study.RunResult.StudyModel;
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
 * A tree of classifiers and the flat one, with one seed. The flat one, fitted to the training rows, says by its best
 * epoch on
 * the validation rows how long to fit, and by its probabilities there which classes are alike. Then the flat one and
 * one
 * classifier for each split are fitted anew to training and validation rows, each with about as many steps as the best
 * epoch
 * had, and tested.
 */
final class ClassTreeRun {
    private static final int TOP = 3;

    private final ClassTreeTutorial recipe;
    private final long seed;
    private final RowSource source;
    private final EngineSelector engines;
    private final int classes;
    private final RowSplit cut;
    private final RowNumbers kept;
    private final int[] counts;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final List<String> unseen = new ArrayList<>();
    private final int epochs;
    private final Clustering clustering;
    private final StudyModel tree;
    private final PredictedRows flatAnswers;
    private final PredictedRows treeAnswers;

    /** @throws IllegalArgumentException if a class has no rows to learn from */
    ClassTreeRun(ClassTreeTutorial recipe, long seed, RowSource source, EngineSelector engines) {
        this.recipe = recipe;
        this.seed = seed;
        this.source = source;
        this.engines = engines;
        this.classes = source.classes().size();
        this.cut = RowSplit.of(recipe.protocol(), source);
        this.kept = cut.training().and(cut.validation());
        this.counts = kept.counts(source);
        for (int label = 0; label < classes; label++) {
            if (counts[label] == 0) {
                throw new IllegalArgumentException(
                        "the class " + source.classes().get(label) + " has no training rows");
            }
        }
        Fitter fitter = fitter(recipe.study().network(), source);
        TimedFit first = fitter.fit(cut.training(), cut.validation(), cut.training(), List.of(stopping()));
        this.epochs = first.result().bestEpoch();
        this.clustering = Clustering.of(Hellinger.distances(meanProbabilities(fitter, first.model())));
        StudyModel flat = fitter.fit(kept, RowNumbers.NONE, kept, List.of(plan().withEpochs(epochs)))
                .model();
        this.tree = grown();
        this.flatAnswers = answers(fitter.results(flat, cut.test()));
        this.treeAnswers = answers(probabilities(fitter.results(tree, cut.test())));
        tell("flat", flatAnswers);
        tell("tree", treeAnswers);
    }

    private Fitter fitter(NetworkSpec network, RowSource rows) {
        return new Fitter(
                network,
                plan().loss(),
                rows,
                new Weights(Map.of()),
                engines,
                epoch -> !Thread.currentThread().isInterrupted(),
                seed);
    }

    private TrainingSpec plan() {
        return recipe.study().plan();
    }

    /** Returns the plan of the first fit, which keeps the best epoch's weights. */
    private TrainingSpec stopping() {
        TrainingSpec plan = plan();
        return new TrainingSpec(
                plan.loss(),
                plan.optimizer(),
                plan.batches(),
                plan.epochs(),
                Optional.of(new TrainingSpec.EarlyStopping(plan.epochs())),
                plan.seed(),
                plan.frozen(),
                plan.metric());
    }

    /** Returns the mean probabilities of each class's validation rows, or of its training rows where it has none. */
    private double[][] meanProbabilities(Fitter fitter, StudyModel first) {
        double[][] means = new double[classes][classes];
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            RowNumbers own = cut.validation().only(row -> source.label(row) == wanted);
            if (own.isEmpty()) {
                unseen.add(source.classes().get(label));
                own = cut.training().only(row -> source.label(row) == wanted);
            }
            float[] results = fitter.results(first, own);
            for (int i = 0; i < results.length; i++) {
                means[label][i % classes] += (double) results[i] / own.count();
            }
        }
        return means;
    }

    private StudyModel grown() {
        ClassTree output = SplitNetworks.tree(source.classes(), clustering, recipe.groups());
        List<NetworkSpec> networks = new ArrayList<>();
        List<Weights> weights = new ArrayList<>();
        for (int split = 0; split < output.splits().size(); split++) {
            int[] children = SplitNetworks.children(output, split);
            int count = output.splits().get(split).children().size();
            RowNumbers own = kept.only(row -> children[source.label(row)] >= 0);
            NetworkSpec network = SplitNetworks.sized(recipe.study().network(), count);
            Fitter fitter = fitter(network, new GroupedClasses(source, children, count));
            networks.add(network);
            weights.add(fitter.fit(own, RowNumbers.NONE, kept, List.of(plan().withEpochs(epochs(own.count()))))
                    .model()
                    .weights());
        }
        return new StudyModel(
                SplitNetworks.joined(networks),
                SplitNetworks.joinedWeights(weights),
                source.input(kept.toArray()),
                output);
    }

    /** Returns the number of epochs that makes about as many steps as the best epoch had. */
    private int epochs(int rows) {
        return Math.max(1, (int) Math.round((double) epochs * steps(kept.count()) / steps(rows)));
    }

    private int steps(int rows) {
        return (rows + plan().batchSize() - 1) / plan().batchSize();
    }

    /** Returns the probabilities of all classes, by their numbers, from the tree's results. */
    private float[] probabilities(float[] results) {
        ClassTree output = (ClassTree) tree.output();
        float[] probabilities = new float[cut.test().count() * classes];
        for (int row = 0; row < cut.test().count(); row++) {
            double[] of = output.probabilities(results, row, output.size());
            for (int label = 0; label < classes; label++) {
                probabilities[row * classes + label] = (float) of[label];
            }
        }
        return probabilities;
    }

    private PredictedRows answers(float[] probabilities) {
        float[] labels = new float[cut.test().count()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = source.label(cut.test().at(row));
        }
        return new PredictedRows(
                new SparseCategoricalCrossEntropy(), probabilities, Tensor.owning(Shape.of(labels.length), labels));
    }

    private void tell(String which, PredictedRows answers) {
        metrics.put(which + "Accuracy", answers.metric(Metric.ACCURACY));
        metrics.put(which + "Top3Accuracy", answers.topAccuracy(TOP));
        metrics.put(which + "Loss", answers.loss());
        metrics.put(which + "MeanRecall", answers.meanRecall(classes));
        double[] inverse = Arrays.stream(priors()).map(prior -> 1 / prior).toArray();
        PredictedRows even = answers.withPriors(inverse);
        metrics.put(which + "AccuracyWithoutPriors", even.metric(Metric.ACCURACY));
        metrics.put(which + "MeanRecallWithoutPriors", even.meanRecall(classes));
        metrics.put(which + "RareRecall", rareRecall(answers));
        metrics.put(which + "RareRecallWithoutPriors", rareRecall(even));
    }

    /** Returns the share of all rare classes' rows that are decided rightly; NaN where there are none. */
    private double rareRecall(PredictedRows answers) {
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

    long seed() {
        return seed;
    }

    /** Returns the number of rows that the tree is fitted to. */
    int rows() {
        return kept.count();
    }

    RowSplit cut() {
        return cut;
    }

    /** Returns the number of epochs of the flat classifier. */
    int epochs() {
        return epochs;
    }

    Clustering clustering() {
        return clustering;
    }

    /** Returns the classes without validation rows, whose likeness was measured on training rows. */
    List<String> unseen() {
        return List.copyOf(unseen);
    }

    /** Returns the tree, whose output is a {@link ClassTree}. */
    StudyModel tree() {
        return tree;
    }

    /** Returns metrics by name; those of the flat classifier begin with {@code flat}, the tree's with {@code tree}. */
    Map<String, Double> metrics() {
        return Map.copyOf(metrics);
    }

    /** Returns by class the number of rows that are learnt from. */
    int[] counts() {
        return counts.clone();
    }

    /** Returns by class its share of the rows that are learnt from. */
    double[] priors() {
        return Arrays.stream(counts)
                .mapToDouble(count -> (double) count / kept.count())
                .toArray();
    }

    /** Returns the confusion of the test rows: [true class][decision]. */
    long[][] confusion(boolean ofTree) {
        return (ofTree ? treeAnswers : flatAnswers).confusion(classes);
    }
}
