package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Metric;
import java.util.Arrays;

/** The results of a network for some rows, beside the targets. Immutable. */
final class PredictedRows {
    private final Loss loss;
    private final float[] results;
    private final float[] targets;
    private final int rows;

    /**
     * @param results [rows, outputs]; taken over
     * @param targets as the loss compares them
     */
    PredictedRows(Loss loss, float[] results, Tensor targets) {
        this(loss, results, targets.toArray(), targets.rows());
    }

    private PredictedRows(Loss loss, float[] results, float[] targets, int rows) {
        this.loss = loss;
        this.results = results;
        this.targets = targets;
        this.rows = rows;
    }

    int rows() {
        return rows;
    }

    /** Returns the size of a row. */
    int size() {
        return results.length / rows;
    }

    float result(int row, int i) {
        return results[row * size() + i];
    }

    /** Returns a number of a row's target. */
    float target(int row, int i) {
        return targets[row * size() + i];
    }

    private boolean isByNumber() {
        return loss.takesClassNumbers();
    }

    /** Returns the mean loss, without regularisation. */
    double loss() {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += loss(row);
        }
        return sum / rows;
    }

    private double loss(int row) {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            double target = isByNumber() ? (int) targets[row] == i ? 1 : 0 : target(row, i);
            sum += loss.of(result(row, i), target);
        }
        return loss.isOfClasses() ? sum : sum / size();
    }

    /** Returns the mean over the rows. */
    double metric(Metric metric) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += metric.of(results, row * size(), size(), targets, isByNumber() ? row : row * size(), isByNumber());
        }
        return sum / rows;
    }

    /**
     * Returns the share of rows whose class is among the {@code count} most probable ones; of equals the first count.
     */
    double topAccuracy(int count) {
        int right = 0;
        for (int row = 0; row < rows; row++) {
            int label = label(row);
            int before = 0;
            for (int i = 0; i < size(); i++) {
                boolean ahead =
                        result(row, i) > result(row, label) || (i < label && result(row, i) == result(row, label));
                before += ahead ? 1 : 0;
            }
            right += before < count ? 1 : 0;
        }
        return (double) right / rows;
    }

    /** Returns the true class's number. */
    int label(int row) {
        if (isByNumber()) {
            return (int) targets[row];
        }
        return size() == 1 ? Math.round(targets[row]) : largest(targets, row * size(), size());
    }

    /** Returns the class's number that the network decides for. */
    int decision(int row) {
        return size() == 1 ? (results[row] > 0.5f ? 1 : 0) : largest(results, row * size(), size());
    }

    /** Returns the probability of the class that the network decides for. */
    double confidence(int row) {
        if (size() == 1) {
            return Math.max(results[row], 1 - results[row]);
        }
        return result(row, decision(row));
    }

    private static int largest(float[] numbers, int at, int count) {
        int largest = 0;
        for (int i = 1; i < count; i++) {
            if (numbers[at + i] > numbers[at + largest]) {
                largest = i;
            }
        }
        return largest;
    }

    /**
     * Multiplies each class's probability by its prior one and makes them sum to 1 again: what a network that was
     * taught
     * with all classes evenly frequent says of rows where they are not (Saerens et al., "Adjusting the Outputs of a
     * Classifier to New a Priori Probabilities", 2002).
     *
     * @param priors by class's number
     */
    PredictedRows withPriors(double... priors) {
        float[] adjusted = results.clone();
        for (int row = 0; row < rows; row++) {
            if (size() == 1) {
                double one = results[row] * priors[1];
                double zero = (1 - results[row]) * priors[0];
                adjusted[row] = (float) (one / (one + zero));
            } else {
                double sum = 0;
                for (int i = 0; i < size(); i++) {
                    sum += result(row, i) * priors[i];
                }
                for (int i = 0; i < size(); i++) {
                    adjusted[row * size() + i] = (float) (result(row, i) * priors[i] / sum);
                }
            }
        }
        return new PredictedRows(loss, adjusted, targets, rows);
    }

    /** Returns the number of rows by [true class][decision]. */
    long[][] confusion(int classes) {
        long[][] counts = new long[classes][classes];
        for (int row = 0; row < rows; row++) {
            counts[label(row)][decision(row)]++;
        }
        return counts;
    }

    /** Returns the mean over the classes that there are of the share of their rows that are decided rightly. */
    double meanRecall(int classes) {
        long[][] confusion = confusion(classes);
        double sum = 0;
        int there = 0;
        for (int label = 0; label < classes; label++) {
            long own = Arrays.stream(confusion[label]).sum();
            if (own > 0) {
                sum += (double) confusion[label][label] / own;
                there++;
            }
        }
        return sum / there;
    }

    /** Returns the root of the mean squared error over rows and outputs. */
    double rmse() {
        double sum = 0;
        for (int i = 0; i < results.length; i++) {
            sum += ((double) results[i] - targets[i]) * ((double) results[i] - targets[i]);
        }
        return Math.sqrt(sum / results.length);
    }
}
