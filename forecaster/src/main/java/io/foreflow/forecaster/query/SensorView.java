package io.foreflow.forecaster.query;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Values;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the state holds of one sensor, for people and programs.
 *
 * @param row the sensor as in a list
 * @param grid buckets of the sensor
 * @param first index of the first bucket of {@code values}
 * @param values values of closed buckets from {@code first} on, oldest first; NaN where a value is missing
 * @param imputed indices into {@code values} of the imputed ones, ascending
 * @param waiting forecasts whose values are not all known yet, oldest first
 * @param shares shares of the members in the newest forecast; empty for a fallback, and while its model is not in memory
 * @param alerts open alerts, by name of the rule
 */
public record SensorView(
        SensorRow row,
        BucketGrid grid,
        long first,
        Values values,
        List<Integer> imputed,
        List<PendingForecast> waiting,
        Optional<MemberShares> shares,
        List<Alert> alerts) {
    public SensorView {
        imputed = List.copyOf(imputed);
        waiting = List.copyOf(waiting);
        alerts = List.copyOf(alerts);
    }
}
