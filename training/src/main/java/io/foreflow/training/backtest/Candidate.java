package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Forecaster;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.SensorSeries;
import java.util.List;

/** A way of forecasting that can be fitted on the data before a cut. Stateless: each fit is a new one. */
public interface Candidate {
    /** Name in options and results, for instance {@code ridge}. */
    String name();

    /**
     * Returns about how much work {@link #fit} is, in multiply-adds: to weigh one candidate against another. By default
     * it is that of a copy of each window.
     */
    default double work(KnownPast past) {
        return (double) past.windows().size() * past.windows().shape().horizon();
    }

    /**
     * Fits, with all choices (hyper-parameters, when to stop, which of several) made within the past; the same past
     * gives the same result.
     *
     * @param progress hears the progress from 0 to 1, and decides whether to continue
     * @throws CannotFitException if the past is too short for it
     */
    FittedCandidate fit(KnownPast past, CandidateProgress progress);

    /** Hears the progress of a fit. */
    @FunctionalInterface
    interface CandidateProgress {
        CandidateProgress SILENT = share -> true;

        /**
         * @param share from 0 to 1
         * @return false if the fit should end with the result so far
         */
        boolean at(double share);
    }

    /** The result of a fit. Confined to one thread. */
    interface FittedCandidate extends AutoCloseable {
        /**
         * Forecasts windows of one sensor.
         *
         * @param series measured values of the sensor; values at or after a window's origin must not influence that
         *     window's outcome
         * @param windows windows of the sensor, by ascending origin
         * @return one outcome for each window, in their order
         */
        List<ForecastOutcome> forecast(SensorSeries series, List<Window> windows);

        /** Returns short lines that people should know of the fit: choices, and data that was left out. */
        default List<String> notes() {
            return List.of();
        }

        /** Returns the first intervals for a bundle; none unless the fit makes a bundle. */
        default IntervalStarts intervals() {
            return IntervalStarts.NONE;
        }

        /** Returns the bounds of the target. */
        default TargetBounds bounds() {
            return TargetBounds.NONE;
        }

        @Override
        default void close() {}

        /** Creates a fitted candidate from a forecaster that needs windows alone. */
        static FittedCandidate of(Forecaster forecaster) {
            return (series, windows) ->
                    windows.stream().map(forecaster::forecast).toList();
        }
    }

    /** Reports that a candidate needs more, or other, data. The message says what, in one line. */
    final class CannotFitException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public CannotFitException(String message) {
            super(message);
        }

        public CannotFitException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
