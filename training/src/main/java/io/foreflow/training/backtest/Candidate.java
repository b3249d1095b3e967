package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Forecaster;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.SensorSeries;
import java.util.List;

/** A way of forecasting that can be fitted on what lies before a cut. Stateless: each fit is a new one. */
public interface Candidate {
    /** As it is asked for and shown, for instance {@code ridge}. */
    String name();

    /**
     * Fits, with all choices (hyper-parameters, when to stop, which of several) made within the past; the same past gives
     * the same result.
     *
     * @param progress told from 0 to 1, and asked whether to go on
     * @throws CannotFitException if the past is too short for it
     */
    FittedCandidate fit(KnownPast past, CandidateProgress progress);

    /** Hears how far a fit is. */
    @FunctionalInterface
    interface CandidateProgress {
        CandidateProgress SILENT = share -> true;

        /**
         * @param share from 0 to 1
         * @return false if the fit shall end with what it has
         */
        boolean at(double share);
    }

    /** What came of a fit. Confined to one thread. */
    interface FittedCandidate extends AutoCloseable {
        /**
         * Forecasts windows of one sensor.
         *
         * @param series what was measured of the sensor; of it nothing at or after a window's origin may have any
         *     influence on that window's outcome
         * @param windows of the sensor, by ascending origin
         * @return one outcome for each window, in their order
         */
        List<ForecastOutcome> forecast(SensorSeries series, List<Window> windows);

        /** What people should know of the fit, a short line each: what was chosen, what was left out. */
        default List<String> notes() {
            return List.of();
        }

        /** Where intervals start, as a bundle carries it: nothing is known of errors unless the fit makes a bundle. */
        default IntervalStarts intervals() {
            return IntervalStarts.NONE;
        }

        /** Between which values the target can lie. */
        default TargetBounds bounds() {
            return TargetBounds.NONE;
        }

        @Override
        default void close() {}

        /** Of a forecaster that sees windows alone. */
        static FittedCandidate of(Forecaster forecaster) {
            return (series, windows) ->
                    windows.stream().map(forecaster::forecast).toList();
        }
    }

    /** A candidate needs more, or other, data than there is. The message says what, in one line. */
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
