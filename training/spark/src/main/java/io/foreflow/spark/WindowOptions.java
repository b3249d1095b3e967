package io.foreflow.spark;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.CovariateChoice;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Options of the windows, as text that travels to the executors.
 *
 * @param zone time zone of the sensors, and of times without an offset
 * @param holidays calendar of the sensors; {@code auto} for the zone's country
 * @param covariates names separated by commas, or the word for no covariate; empty: those of the defaults
 */
record WindowOptions(Duration step, int history, int horizon, String zone, String holidays, String covariates)
        implements Serializable {
    WindowOptions {
        requireNonNull(step, "step");
        requireNonNull(zone, "zone");
        requireNonNull(holidays, "holidays");
        requireNonNull(covariates, "covariates");
    }

    CovariateChoice choice() {
        return covariates.isEmpty() ? CovariateChoice.AS_CONFIGURED : new CovariateChoice(Optional.of(names()));
    }

    private List<String> names() {
        return Arrays.stream(covariates.split(",", -1)).map(String::strip).toList();
    }

    /** @throws IllegalArgumentException with a line for each problem */
    WindowerConfig windowing() {
        WindowerConfig windowing = WindowerConfig.defaults()
                .withShape(new WindowShape(Step.of(step), history, horizon))
                .withZone(ZoneId.of(zone))
                .withCalendars(SensorCalendars.all(CalendarName.of(holidays)));
        return choice().applyTo(windowing);
    }
}
