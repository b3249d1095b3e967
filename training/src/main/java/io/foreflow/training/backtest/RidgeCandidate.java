package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.SensorOutliers;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.Yardstick;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Linear regression with a penalty on everything that a window knows ({@link FeatureSet#CONTEXT_ROW}), all target steps
 * at once: the baseline that every network must beat. It has one model for all sensors, and one for each sensor with at
 * least {@value #LEAST_WEEKS} weeks of windows. The latest quarter of the past chooses each penalty, and for each
 * sensor one of the two models. Then all are fitted again on the whole past.
 */
public record RidgeCandidate() implements Candidate {
    public static final String NAME = "ridge";

    private static final double[] LAMBDAS = {0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 3_000};
    private static final int LEAST_WEEKS = 8;
    private static final int DAYS_PER_WEEK = 7;

    /** Shares of the work: choosing for all sensors, choosing for each, fitting again. */
    private static final double CHOSEN_FOR_ALL = 0.3;

    private static final double CHOSEN_FOR_EACH = 0.6;

    @Override
    public String name() {
        return NAME;
    }

    /** {@inheritDoc} The models of all sensors and of each read every window, twice, and square its features. */
    @Override
    public double work(KnownPast past) {
        double features = FeatureSet.CONTEXT_ROW
                .inputs(past.windows().shape())
                .values()
                .iterator()
                .next()
                .size();
        return 4.0 * past.windows().size() * features * features;
    }

    @Override
    public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
        try {
            return new RidgeCandidateFit(past, Split.byTime(past.windows(), KnownPast.VALIDATION_SHARE), progress)
                    .run();
        } catch (IllegalArgumentException e) {
            throw new CannotFitException(String.valueOf(e.getMessage()), e);
        }
    }

    /** One fit. */
    private static final class RidgeCandidateFit {
        private final KnownPast past;
        private final Split split;

        /** The windows of the model of all sensors, without those that hold an outlier. */
        private final Split shared;

        private final SensorOutliers outliers;
        private final CandidateProgress progress;
        private final Map<SensorId, Yardstick> yardsticks = new HashMap<>();

        RidgeCandidateFit(KnownPast past, Split split, CandidateProgress progress) {
            this.past = past;
            this.outliers = SensorOutliers.of(past.windows());
            this.split = split;
            this.shared = outliers.without(split);
            this.progress = progress;
            past.series()
                    .forEach((sensor, series) -> yardsticks.put(
                            sensor, Yardstick.of(series.until(split.cut()).measured(), series.grid(), split.cut())));
        }

        FittedCandidate run() {
            LinearModel.PenaltyChoice forAll =
                    LinearModel.choose(shared.training(), shared.validation(), LAMBDAS, yardsticks);
            progress.at(CHOSEN_FOR_ALL);
            SortedMap<SensorId, LinearModel.PenaltyChoice> own = ownChoices(forAll);
            progress.at(CHOSEN_FOR_EACH);
            SortedMap<SensorId, LinearModel> models = new TreeMap<>();
            own.forEach((sensor, choice) ->
                    models.put(sensor, LinearModel.fit(ofSensor(past.windows(), sensor), choice.lambda())));
            LinearModel global = LinearModel.fit(outliers.without(past.windows()), forAll.lambda());
            progress.at(1);
            String note = models.isEmpty()
                    ? "one model for all sensors"
                    : "own models for " + models.size() + " of "
                            + past.windows().sensors().size() + " sensors";
            List<String> notes = new ArrayList<>(List.of(note, "penalty " + forAll.lambda() + " for all sensors"));
            notes.addAll(outliers.notes());
            return new SensorRidges(models, global, notes);
        }

        /** Returns the choices of the sensors that do better with a model of their own. */
        private SortedMap<SensorId, LinearModel.PenaltyChoice> ownChoices(LinearModel.PenaltyChoice forAll) {
            SortedMap<SensorId, LinearModel.PenaltyChoice> own = new TreeMap<>();
            int least =
                    LEAST_WEEKS * DAYS_PER_WEEK * past.windows().shape().step().perDay();
            if (past.windows().sensors().size() == 1) {
                return own;
            }
            for (SensorId sensor : past.windows().sensors()) {
                WindowSet training = ofSensor(split.training(), sensor);
                WindowSet validation = ofSensor(split.validation(), sensor);
                if (training.size() + validation.size() >= least && training.size() > 0 && validation.size() > 0) {
                    LinearModel.PenaltyChoice choice = LinearModel.choose(training, validation, LAMBDAS, yardsticks);
                    if (choice.errorOf(sensor) < forAll.errorOf(sensor)) {
                        own.put(sensor, choice);
                    }
                }
            }
            return own;
        }

        private static WindowSet ofSensor(WindowSet windows, SensorId sensor) {
            return windows.filter(window -> window.window().sensor().equals(sensor));
        }
    }

    /** @param models models of the sensors that have their own; {@code global} forecasts all others */
    private record SensorRidges(SortedMap<SensorId, LinearModel> models, LinearModel global, List<String> notes)
            implements FittedCandidate {
        private SensorRidges {
            requireNonNull(global, "global");
        }

        @Override
        public List<ForecastOutcome> forecast(SensorSeries series, List<Window> windows) {
            return models.getOrDefault(series.sensor(), global).forecastAll(windows);
        }
    }
}
