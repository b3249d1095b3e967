package io.foreflow.training.ensemble;

import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.HourlyLayout;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.training.fit.RidgePath;
import io.foreflow.training.fit.RidgePath.RidgeSolution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Fits ridge regressions as networks of one linear layer. */
final class Ridges {
    /**
     * Penalties that are tried. Rows are in units of a sensor's own scale, so that a penalty means the same for every
     * sensor.
     */
    static final double[] LAMBDAS = {1, 3, 10, 100, 1000};

    private static final double[] HOUR_LAMBDAS = {10, 30, 100, 300};

    /** Penalty without validation rows. */
    private static final double UNCHOSEN = 100;

    private static final String LAYER = "linear";

    private Ridges() {}

    /**
     * A penalty.
     *
     * @param lambda the penalty on the squares of the kernel
     * @param error mean absolute error on validation, in units of the sensors' scales; infinite without validation rows
     */
    record RidgeChoice(double lambda, double error) {}

    /** Returns the penalty with the least mean absolute error on {@code validation}. */
    static RidgeChoice choose(EncodedRows training, EncodedRows validation) {
        double best = UNCHOSEN;
        double least = Double.POSITIVE_INFINITY;
        if (training.count() == 0 || validation.count() == 0) {
            return new RidgeChoice(best, least);
        }
        for (RidgeSolution solution : new RidgePath(training.x(), training.y(), training.count()).solve(LAMBDAS)) {
            double error = error(solution, validation);
            if (error < least) {
                least = error;
                best = solution.lambda();
            }
        }
        return new RidgeChoice(best, least);
    }

    static NamedNetwork fit(String name, EncodedRows rows, double lambda, HourlyLayout layout) {
        RidgeSolution solution =
                new RidgePath(rows.x(), rows.y(), rows.count()).solve(lambda).get(0);
        return part(name, FeatureSet.BLEND_ROW, layout, solution.kernel(), solution.bias());
    }

    /** Returns the penalty of the hours' own regressions with the least mean absolute error on {@code validation}. */
    static double chooseForHours(EncodedRows training, EncodedRows validation, double lambda, HourlyLayout layout) {
        if (validation.count() == 0) {
            return UNCHOSEN;
        }
        RidgeSolution common = new RidgePath(training.x(), training.y(), training.count())
                .solve(lambda)
                .get(0);
        float[] rest = residuals(common, training);
        float[] validationRest = residuals(common, validation);
        double[] errors = new double[HOUR_LAMBDAS.length];
        for (int hour = 0; hour < HourlyLayout.HOURS; hour++) {
            EncodedRows fitted = ofHour(training, rest, hour, layout);
            EncodedRows validated = ofHour(validation, validationRest, hour, layout);
            if (fitted.count() > 0) {
                List<RidgeSolution> solutions =
                        new RidgePath(fitted.x(), fitted.y(), fitted.count()).solve(HOUR_LAMBDAS);
                for (int i = 0; i < errors.length; i++) {
                    errors[i] += validated.count() == 0 ? 0 : error(solutions.get(i), validated) * validated.count();
                }
            }
        }
        int best = 0;
        for (int i = 1; i < errors.length; i++) {
            best = errors[i] < errors[best] ? i : best;
        }
        return HOUR_LAMBDAS[best];
    }

    /** Fits one regression for all hours, and for each hour of the day another one on the first one's residuals. */
    static NamedNetwork fitHours(String name, EncodedRows rows, double lambda, double hourLambda, HourlyLayout layout) {
        RidgeSolution common =
                new RidgePath(rows.x(), rows.y(), rows.count()).solve(lambda).get(0);
        float[] rest = residuals(common, rows);
        int rowSize = layout.rowSize();
        int blockSize = layout.blockSize();
        double[][] kernel = new double[layout.size()][rows.horizon()];
        for (int i = 0; i < rowSize; i++) {
            kernel[i] = common.kernel()[i].clone();
        }
        for (int hour = 0; hour < HourlyLayout.HOURS; hour++) {
            EncodedRows own = ofHour(rows, rest, hour, layout);
            if (own.count() == 0) {
                continue;
            }
            RidgeSolution solution = new RidgePath(own.x(), own.y(), own.count())
                    .solve(hourLambda)
                    .get(0);
            for (int i = 0; i < blockSize; i++) {
                kernel[rowSize + hour * blockSize + i] = solution.kernel()[i];
            }
            double[] biases = kernel[layout.placeOfHour(hour)];
            for (int k = 0; k < biases.length; k++) {
                biases[k] += solution.bias()[k];
            }
        }
        return part(name, FeatureSet.BLEND_HOURS, layout, kernel, common.bias());
    }

    private static double error(RidgeSolution solution, EncodedRows rows) {
        double sum = 0;
        double[] result = new double[rows.horizon()];
        for (int row = 0; row < rows.count(); row++) {
            Arrays.fill(result, 0);
            solution.addTo(rows.x(), row * rows.features(), result);
            for (int k = 0; k < result.length; k++) {
                sum += Math.abs(result[k] - rows.y()[row * result.length + k]);
            }
        }
        return sum / ((double) rows.count() * rows.horizon());
    }

    private static float[] residuals(RidgeSolution solution, EncodedRows rows) {
        float[] rest = new float[rows.y().length];
        double[] result = new double[rows.horizon()];
        for (int row = 0; row < rows.count(); row++) {
            Arrays.fill(result, 0);
            solution.addTo(rows.x(), row * rows.features(), result);
            for (int k = 0; k < result.length; k++) {
                rest[row * result.length + k] = (float) (rows.y()[row * result.length + k] - result[k]);
            }
        }
        return rest;
    }

    /** Returns the rows of one hour, their blocks alone, with other targets. */
    private static EncodedRows ofHour(EncodedRows rows, float[] targets, int hour, HourlyLayout layout) {
        List<Integer> own = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            if (rows.hours()[row] == hour) {
                own.add(row);
            }
        }
        int block = layout.blockSize();
        int horizon = rows.horizon();
        float[] x = new float[own.size() * block];
        float[] y = new float[own.size() * horizon];
        int[] hours = new int[own.size()];
        for (int i = 0; i < own.size(); i++) {
            int row = own.get(i);
            for (int k = 0; k < block; k++) {
                x[i * block + k] = rows.x()[row * rows.features() + layout.placeInRow(k)];
            }
            System.arraycopy(targets, row * horizon, y, i * horizon, horizon);
            hours[i] = hour;
        }
        return new EncodedRows(x, y, hours, own.size());
    }

    private static NamedNetwork part(
            String name, FeatureSet features, HourlyLayout layout, double[][] kernel, double[] bias) {
        int horizon = layout.shape().horizon();
        float[] numbers = new float[kernel.length * horizon];
        for (int i = 0; i < kernel.length; i++) {
            for (int k = 0; k < horizon; k++) {
                numbers[i * horizon + k] = (float) kernel[i][k];
            }
        }
        float[] biases = new float[horizon];
        for (int k = 0; k < horizon; k++) {
            biases[k] = (float) bias[k];
        }
        NetworkSpec network = new NetworkSpec(
                features.inputs(layout.shape(), layout.covariates()),
                List.of(new Node(LAYER, new Dense(horizon, Activation.LINEAR), List.of(FeatureSet.INPUT))),
                LAYER);
        return new NamedNetwork(
                name,
                network,
                new Weights(Map.of(
                        WeightShapes.name(LAYER, WeightShapes.KERNEL),
                        Tensor.owning(Shape.of(kernel.length, horizon), numbers),
                        WeightShapes.name(LAYER, WeightShapes.BIAS),
                        Tensor.owning(Shape.of(horizon), biases))));
    }
}
