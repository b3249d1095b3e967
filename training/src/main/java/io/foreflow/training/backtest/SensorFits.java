package io.foreflow.training.backtest;

import io.foreflow.models.series.SensorId;
import io.foreflow.training.backtest.Candidate.CandidateProgress;
import io.foreflow.training.backtest.Candidate.CannotFitException;
import io.foreflow.training.data.SensorSeries;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Fits to single sensors.
 *
 * @param <M> type of a fit
 * @param bySensor fits of the sensors that are long enough, at least one
 * @param notes the number of sensors that are too short
 */
record SensorFits<M>(Map<SensorId, M> bySensor, List<String> notes) {
    /**
     * Fits to the sensors one after another.
     *
     * @param fit fits a sensor; empty if it is too short
     * @param least message if all are too short, such as {@code no sensor has 504 values}
     * @throws CannotFitException if all are too short
     */
    static <M> SensorFits<M> of(
            KnownPast past, CandidateProgress progress, Function<SensorSeries, Optional<M>> fit, String least) {
        Map<SensorId, M> bySensor = new TreeMap<>();
        int done = 0;
        for (SensorSeries series : past.series().values()) {
            fit.apply(series).ifPresent(fitted -> bySensor.put(series.sensor(), fitted));
            progress.at((double) ++done / past.series().size());
        }
        if (bySensor.isEmpty()) {
            throw new CannotFitException(least + " before " + past.cut());
        }
        int without = past.series().size() - bySensor.size();
        return new SensorFits<>(
                bySensor, without == 0 ? List.of() : List.of(without + " sensor(s) too short to be fitted"));
    }
}
