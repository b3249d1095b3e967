package io.foreflow.forecaster.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Shows the sensors of this instance by state, and the few that are forecast worst. */
final class SensorMetrics {
    private final Supplier<Optional<SensorOverview>> source;
    private final MultiGauge states;
    private final MultiGauge worst;

    /** @param source returns what is shown; empty while the state of sensors cannot be read */
    SensorMetrics(MeterRegistry registry, Supplier<Optional<SensorOverview>> source) {
        this.source = source;
        this.states = MultiGauge.builder("foreflow.sensors")
                .description("Sensors of this instance by state: live, replaying or stale")
                .register(registry);
        this.worst = MultiGauge.builder("foreflow.worst.sensor.mase")
                .description("Scaled error of about the last week of the sensors that are forecast worst")
                .register(registry);
    }

    /** Asks for the sensors, before a scrape. */
    void refresh() {
        Optional<SensorOverview> now = source.get();
        List<MultiGauge.Row<?>> counts = new ArrayList<>();
        List<MultiGauge.Row<?>> errors = new ArrayList<>();
        now.ifPresent(overview -> {
            overview.byState().forEach((state, count) -> counts.add(MultiGauge.Row.of(Tags.of("state", state), count)));
            for (int rank = 1; rank <= overview.worst().size(); rank++) {
                SensorOverview.SensorError error = overview.worst().get(rank - 1);
                errors.add(MultiGauge.Row.of(
                        Tags.of("sensor", error.sensor(), "rank", Integer.toString(rank)), error.mase()));
            }
        });
        states.register(counts, true);
        worst.register(errors, true);
    }
}
