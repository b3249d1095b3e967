package io.foreflow.models.engine.dl4j;

import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.Shape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A loss as Keras has it, in plain double precision arithmetic on what the network yields. The loss layer sees a row
 * {@link #head} wide; of a categorical loss each position of an output of several dimensions is a row of its own. It
 * takes over a last sigmoid or softmax from the cross-entropies' Dense layer, since only by its sums are their
 * gradients p − y.
 */
final class KerasLoss implements ILossFunction {
    private static final long serialVersionUID = 1L;

    private final transient Loss loss;
    private final transient Shape head;
    private final int positions;
    private final transient @Nullable Metric metric;
    private final int features;
    private double metricSum;
    private long metricTerms;

    /** Makes a loss without a metric. */
    KerasLoss(Loss loss, Shape output) {
        this(loss, Optional.empty(), output);
    }

    KerasLoss(Loss loss, Optional<Metric> metric, Shape output) {
        this.loss = loss;
        this.metric = metric.orElse(null);
        this.features = output.last();
        this.head = Shape.of(loss.isOfClasses() ? output.last() : output.size());
        this.positions = output.size() / head.last();
    }

    /** Returns the shape of a row that the loss layer reads. */
    Shape head() {
        return head;
    }

    /** The targets of {@code rows} rows as the loss layer compares them. */
    Shape targets(int rows) {
        return loss.targets(head).rank() == 0 ? Shape.of(rows * positions, 1) : Shape.of(rows * positions, head.last());
    }

    /** Returns the activation that the loss layer applies to the sums that it reads. */
    Activation activation() {
        return loss.lastActivation().map(Graphs::activation).orElse(Activation.IDENTITY);
    }

    /** The mean over the rows of what the network yields, {@code results}; without regularisation. */
    double mean(float[] results, float[] targets) {
        double sum = 0;
        int rows = results.length / head.last();
        for (int row = 0; row < rows; row++) {
            sum += value(row(results, row), targets, row);
        }
        return sum / rows;
    }

    /** Forgets the rows that the metric has seen. */
    void startMetric() {
        metricSum = 0;
        metricTerms = 0;
    }

    /** The mean over the rows that were fitted, or added, since the start; NaN without any, or without a metric. */
    double metric() {
        return metricSum / metricTerms;
    }

    /** Adds rows of what the network yields. */
    void addMetric(float[] results, float[] targets) {
        boolean classNumbers = loss.takesClassNumbers();
        for (int run = 0; metric != null && run < results.length / features; run++) {
            metricSum += metric.of(
                    results, run * features, features, targets, classNumbers ? run : run * features, classNumbers);
            metricTerms++;
        }
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activationFn, @Nullable INDArray mask, boolean average) {
        float[] sums = HostArray.toArray(preOutput);
        float[] targets = HostArray.toArray(labels);
        double score = 0;
        int rows = sums.length / head.last();
        for (int row = 0; row < rows; row++) {
            score += value(activate(row(sums, row)), targets, row);
        }
        return average ? score / rows : score;
    }

    /** By the sums, added up over the rows of the batch: Deeplearning4j divides by their number. */
    @Override
    public INDArray computeGradient(
            INDArray labels, INDArray preOutput, IActivation activationFn, @Nullable INDArray mask) {
        float[] sums = HostArray.toArray(preOutput);
        float[] targets = HostArray.toArray(labels);
        float[] gradients = new float[sums.length];
        int rows = sums.length / head.last();
        for (int row = 0; row < rows; row++) {
            double[] outputs = activate(row(sums, row));
            differentiate(outputs, targets, row, gradients);
            for (int i = 0; i < outputs.length; i++) {
                sums[row * outputs.length + i] = (float) outputs[i];
            }
        }
        addMetric(sums, targets);
        INDArray result = Nd4j.createUninitialized(DataType.FLOAT, preOutput.shape(), 'c');
        HostArray.put(result, gradients);
        return result;
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activationFn, @Nullable INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, preOutput, activationFn, mask, average),
                computeGradient(labels, preOutput, activationFn, mask));
    }

    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activationFn, @Nullable INDArray mask) {
        throw new UnsupportedOperationException("nothing here asks for the losses of single rows");
    }

    @Override
    public String name() {
        return loss.label();
    }

    private double[] row(float[] numbers, int row) {
        double[] result = new double[head.last()];
        for (int i = 0; i < result.length; i++) {
            result[i] = numbers[row * result.length + i];
        }
        return result;
    }

    private double[] activate(double[] sums) {
        if (loss.isOfClasses()) {
            softmax(sums);
        } else if (loss.lastActivation().isPresent()) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = 1 / (1 + Math.exp(-sums[i]));
            }
        }
        return sums;
    }

    private static void softmax(double[] sums) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double sum : sums) {
            largest = Math.max(largest, sum);
        }
        double total = 0;
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.exp(sums[i] - largest);
            total += sums[i];
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= total;
        }
    }

    /** The loss of one row of outputs. */
    private double value(double[] outputs, float[] targets, int row) {
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            sum += loss.of(outputs[i], target(targets, row, i, outputs.length));
        }
        return loss.isOfClasses() ? sum : sum / outputs.length;
    }

    /** Returns the target of output {@code i} of a row; for classes 1 at the true one, else 0. */
    private double target(float[] targets, int row, int i, int outputs) {
        if (loss.takesClassNumbers()) {
            return (int) targets[row] == i ? 1 : 0;
        }
        return targets[row * outputs + i];
    }

    private void differentiate(double[] outputs, float[] targets, int row, float[] gradients) {
        int share = loss.isOfClasses() ? positions : outputs.length;
        for (int i = 0; i < outputs.length; i++) {
            double slope = loss.slope(outputs[i], target(targets, row, i, outputs.length));
            gradients[row * outputs.length + i] = (float) (slope / share);
        }
    }
}
