package io.foreflow.forecaster.sink;

import io.foreflow.models.series.SensorId;

/**
 * The actual value of one step.
 *
 * @param second start of the step, in seconds since 1970
 * @param imputed true if no reading told it
 */
record ActualValue(SensorId sensor, long second, double value, boolean imputed) {
    private record StepIdentity(SensorId sensor, long second) {}

    /** @throws IllegalArgumentException if the value is not a finite number */
    ActualValue {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("the actual value must be a finite number, not " + value);
        }
    }

    TableEntry entry() {
        return new TableEntry(SinkTables.ACTUAL, new StepIdentity(sensor, second), 0, 1, this::write);
    }

    private void write(CopyRows rows) {
        if (rows.begin(second)) {
            rows.text(sensor.value()).time(second).number(value).flag(imputed);
        }
    }
}
