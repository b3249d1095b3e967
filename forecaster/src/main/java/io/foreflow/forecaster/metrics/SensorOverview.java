package io.foreflow.forecaster.metrics;

import java.util.List;
import java.util.Map;

/**
 * The sensors of an instance at one moment.
 *
 * @param byState number of sensors by state
 * @param worst the sensors with the greatest errors, the worst first; a few
 */
public record SensorOverview(Map<String, Long> byState, List<SensorError> worst) {
    /** @param mase mean absolute scaled error of about the last week */
    public record SensorError(String sensor, double mase) {}

    public SensorOverview {
        byState = Map.copyOf(byState);
        worst = List.copyOf(worst);
    }
}
