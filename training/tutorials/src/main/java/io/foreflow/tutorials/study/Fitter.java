package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

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
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.tutorials.fit.PhasedFit;
import io.foreflow.tutorials.study.RowSplit.RowNumbers;
import io.foreflow.tutorials.study.RunResult.StudyModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fits a recipe's network to rows of its source, and lets it answer for others, all with one seed. */
final class Fitter {
    private final NetworkSpec network;
    private final Loss loss;
    private final RowSource source;
    private final Weights pretrained;
    private final EngineSelector engines;
    private final FitListener listener;
    private final long seed;
    private int epochs;

    /**
     * @param pretrained weights that the network starts from, by name; the others are drawn from the seed
     * @param listener told of each epoch
     */
    Fitter(
            NetworkSpec network,
            Loss loss,
            RowSource source,
            Weights pretrained,
            EngineSelector engines,
            FitListener listener,
            long seed) {
        this.network = network;
        this.loss = loss;
        this.source = source;
        this.pretrained = pretrained;
        this.engines = engines;
        this.listener = listener;
        this.seed = seed;
    }

    /** @param seconds in which the engine fitted it */
    record TimedFit(StudyModel model, FitResult result, double seconds) {}

    /** Returns the number of epochs of all fits up to now. */
    int epochs() {
        return epochs;
    }

    /**
     * @param validation rows that follow the fit; may be none
     * @param statistics rows that ranges, means and vocabularies are taken from
     */
    TimedFit fit(RowNumbers training, RowNumbers validation, RowNumbers statistics, List<TrainingSpec> phases) {
        InputSpec input = source.input(statistics.toArray());
        OutputSpec output = source.output(statistics.toArray());
        Samples samples = samples(input, output, training, true);
        Optional<Samples> validating =
                validation.isEmpty() ? Optional.empty() : Optional.of(samples(input, output, validation, false));
        List<TrainingSpec> seeded =
                phases.stream().map(phase -> phase.withSeed(seed)).toList();
        long started = System.nanoTime();
        FitResult result = new PhasedFit(engines).fit(network, initial(), seeded, samples, validating, listener);
        epochs += result.epochs().size();
        double seconds = (System.nanoTime() - started) / 1e9;
        return new TimedFit(new StudyModel(network, result.weights(), input, output), result, seconds);
    }

    private Weights initial() {
        Map<String, Tensor> weights =
                new LinkedHashMap<>(Initialization.weights(network, seed).tensors());
        weights.putAll(pretrained.tensors());
        return new Weights(weights);
    }

    private Samples samples(InputSpec input, OutputSpec output, RowNumbers places, boolean training) {
        return new Samples(
                Map.of(network.inputs().keySet().iterator().next(), inputs(input, places.toArray(), training)),
                Targets.of(source, output, loss, places.toArray()));
    }

    private Rows inputs(InputSpec input, int[] rows, boolean training) {
        return shaped(source.inputs(input, rows, training, seed));
    }

    /** Returns rows in the network's shape, where it reads the same numbers in another shape. */
    private Rows shaped(Rows inputs) {
        Shape wanted = network.inputs().values().iterator().next();
        boolean reshaped =
                !inputs.rowShape().equals(wanted) && inputs.rowShape().size() == wanted.size();
        return reshaped && inputs instanceof Tensor tensor
                ? Tensor.owning(wanted.batch(tensor.rows()), tensor.toArray())
                : inputs;
    }

    PredictedRows predictions(StudyModel model, RowNumbers places) {
        int[] rows = places.toArray();
        return new PredictedRows(loss, results(model, places), Targets.of(source, model.output(), loss, rows));
    }

    /** Returns the network's results: [rows, outputs]. */
    float[] results(StudyModel model, RowNumbers places) {
        return results(model, inputs(model.input(), places.toArray(), false));
    }

    private float[] results(StudyModel model, Rows inputs) {
        float[] results =
                new float[inputs.rows() * model.network().outputShape().size()];
        try (Predictor predictor =
                engines.forForecasting(model.network()).engine().predictor(model.network(), model.weights())) {
            predictor.predict(List.of(inputs), results);
        }
        return results;
    }

    /** Returns the answers to examples, given by column, in the target's unit; empty if there are none. */
    double[] answers(StudyModel model, Map<String, List<Double>> examples) {
        if (!(model.input() instanceof Columns columns) || examples.isEmpty()) {
            return new double[0];
        }
        int count = examples.values().iterator().next().size();
        double[][] records = new double[count][columns.columns().size()];
        for (int i = 0; i < columns.columns().size(); i++) {
            List<Double> values =
                    requireNonNull(examples.get(columns.columns().get(i).name()), "an example lacks a column");
            for (int row = 0; row < count; row++) {
                records[row][i] = values.get(row);
            }
        }
        float[] results = results(model, shaped(columns.rows(records)));
        double[] answers = new double[count];
        for (int row = 0; row < count; row++) {
            answers[row] = results[row * results.length / count] * Targets.scale(model.output())
                    + Targets.shift(model.output());
        }
        return answers;
    }
}
