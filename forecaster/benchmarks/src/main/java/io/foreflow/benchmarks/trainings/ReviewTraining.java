package io.foreflow.benchmarks.trainings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures the training of a classifier of reviews, good or bad: 10,000 → 16 relu → 16 relu → 1 sigmoid, RMSProp,
 * binary cross-entropy, batches of 512, 20 epochs of 15,000 reviews as lists of words, 10,000 others validated after
 * each. The engines take turns; the first turn is the cold start and is reported apart. Deeplearning4j runs a few
 * epochs, from which its time is extrapolated.
 */
final class ReviewTraining {
    private static final int EPOCHS = 20;
    private static final int BATCH = 512;
    private static final int VALIDATED = 10_000;
    private static final int SEED = 237;
    private static final NetworkSpec NETWORK = NetworkSpec.sequential(Shape.of(Reviews.WORDS))
            .add(new Dense(16, Activation.RELU))
            .add(new Dense(16, Activation.RELU))
            .add(new Dense(1, Activation.SIGMOID))
            .build();
    private static final TrainingSpec PLAN = new TrainingSpec(
            new Loss.BinaryCrossEntropy(), new OptimizerSpec.RmsProp(0.001), BATCH, EPOCHS, Optional.empty(), SEED);

    private final TrainingSettings settings;
    private final Samples validation;
    private final Samples training;

    private ReviewTraining(TrainingSettings settings, Reviews reviews) {
        this.settings = settings;
        this.validation = reviews.samples(0, VALIDATED);
        this.training = reviews.samples(VALIDATED, reviews.size());
    }

    static void measure(TrainingSettings settings, Reviews reviews, ObjectNode result) {
        ReviewTraining all = new ReviewTraining(settings, reviews);
        result.put("epochs", EPOCHS);
        result.put("batch", BATCH);
        result.put("trainingReviews", all.training.rows());
        result.put("validationReviews", all.validation.rows());
        Map<TrainingContender, Measured> seconds = new EnumMap<>(TrainingContender.class);
        for (int round = 0; round <= settings.rounds(); round++) {
            for (TrainingContender contender : settings.contenders()) {
                if (contender.isFast()) {
                    double took = all.fit(contender, round == 0 ? result.putObject(contender.toString()) : null);
                    settings.say("imdb, round %d, %s: %.2f s", round, contender, took);
                    if (round > 0) {
                        seconds.computeIfAbsent(contender, c -> new Measured()).add(took);
                    }
                }
            }
        }
        seconds.forEach((contender, took) -> took.write(result.withObject("/" + contender + "/seconds")));
        if (settings.contenders().contains(TrainingContender.DL4J)) {
            all.extrapolate(result.putObject(TrainingContender.DL4J.toString()));
        }
    }

    /** Returns the seconds of a whole fit; if {@code firstTime} is given, its results are written there. */
    private double fit(TrainingContender contender, @Nullable ObjectNode firstTime) {
        Engine engine = contender.engine();
        long began = System.nanoTime();
        FitResult fit = engine.fit(
                NETWORK,
                Initialization.weights(NETWORK, SEED),
                training,
                Optional.of(validation),
                PLAN,
                FitListener.SILENT);
        double seconds = (System.nanoTime() - began) * 1e-9;
        if (firstTime != null) {
            EpochLoss last = fit.epochs().get(EPOCHS - 1);
            firstTime.put("coldSeconds", Measured.rounded(seconds));
            firstTime.put("loss", Measured.rounded(last.loss()));
            firstTime.put("validationLoss", Measured.rounded(last.validationLoss()));
            firstTime.put("trainingAccuracy", Measured.rounded(accuracy(engine, fit.weights(), training)));
            firstTime.put("validationAccuracy", Measured.rounded(accuracy(engine, fit.weights(), validation)));
            fit.epochs()
                    .forEach(epoch ->
                            firstTime.withArray("validationLossByEpoch").add(Measured.rounded(epoch.validationLoss())));
        }
        return seconds;
    }

    private static double accuracy(Engine engine, Weights weights, Samples samples) {
        float[] probabilities = new float[samples.rows()];
        try (Predictor predictor = engine.predictor(NETWORK, weights)) {
            List<Rows> inputs = List.copyOf(samples.inputs().values());
            predictor.predict(inputs, probabilities);
        }
        int right = 0;
        for (int row = 0; row < probabilities.length; row++) {
            if (probabilities[row] > 0.5f == samples.targets().at(row) > 0.5f) {
                right++;
            }
        }
        return (double) right / probabilities.length;
    }

    private void extrapolate(ObjectNode node) {
        Measured epochs = Epochs.time(
                TrainingContender.DL4J.engine(), NETWORK, training, Optional.of(validation), PLAN, settings.seconds());
        double seconds = epochs.median() * EPOCHS;
        settings.say("imdb, %s, from %d epochs: %.2f s", TrainingContender.DL4J, epochs.count(), seconds);
        node.put("extrapolatedSeconds", Measured.rounded(seconds));
        node.put("extrapolatedFromEpochs", epochs.count());
    }
}
