package io.foreflow.training.data;

import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Chooses the covariates that a model can learn to read, and the constants that scale them. */
public final class CovariateInputs {
    /** Minimum share of the windows that must know a covariate. */
    private static final double LEAST_SHARE = 0.9;

    private CovariateInputs() {}

    /**
     * Returns the covariates that vary and of which at least nine tenths of the windows know half of the day before the
     * origin. A covariate is read ahead if as many windows know at least half of the target steps. Level and scale are
     * mean and standard deviation of the days before the origins.
     *
     * @return by name, ascending; none if there is no window
     * @throws IllegalArgumentException if a value is so great that a covariate has no finite scale; names it
     */
    public static List<CovariateInput> of(List<TrainingWindow> windows) {
        Map<String, Counts> counts = new TreeMap<>();
        for (TrainingWindow window : windows) {
            window.window().covariates().forEach((name, covariate) -> counts.computeIfAbsent(name, any -> new Counts())
                    .add(window.window(), covariate));
        }
        List<CovariateInput> inputs = new ArrayList<>();
        counts.forEach((name, count) -> count.input(name, windows.size()).ifPresent(inputs::add));
        return inputs;
    }

    private static final class Counts {
        private int known;
        private int ahead;
        private long values;
        private double mean;

        /** Sum of the squared differences from the mean; updated as Welford, "Note on a method for calculating …", 1962. */
        private double squares;

        private double greatest;
        private String place = "";

        void add(Window window, Covariate covariate) {
            known += covariate.isPastKnown() ? 1 : 0;
            ahead += covariate.isFutureKnown() ? 1 : 0;
            for (int i = 0; i < covariate.past().length(); i++) {
                if (!covariate.past().isMissing(i)) {
                    double value = covariate.past().at(i);
                    double difference = value - mean;
                    values++;
                    mean += difference / values;
                    squares += difference * (value - mean);
                    if (Math.abs(value) > Math.abs(greatest)) {
                        greatest = value;
                        place = window.sensor() + " at "
                                + window.targetTime(i - covariate.past().length());
                    }
                }
            }
        }

        Optional<CovariateInput> input(String name, int windows) {
            if (known < LEAST_SHARE * windows) {
                return Optional.empty();
            }
            double scale = Math.sqrt(squares / values);
            if (!Double.isFinite(mean) || !Double.isFinite(scale)) {
                throw new IllegalArgumentException("covariate " + name + " has a value of " + greatest + " (sensor "
                        + place + "), which would drown all others; correct it, or leave " + name
                        + " out with --covariates");
            }
            return scale > 0
                    ? Optional.of(new CovariateInput(name, mean, scale, ahead >= LEAST_SHARE * windows))
                    : Optional.empty();
        }
    }
}
