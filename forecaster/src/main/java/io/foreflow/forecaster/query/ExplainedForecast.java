package io.foreflow.forecaster.query;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.model.ForecastExplanation;
import io.foreflow.models.series.Values;
import java.util.List;
import java.util.Optional;

/**
 * A forecast, and why it is as it is.
 *
 * @param forecast the sensor's newest forecast, as it was published
 * @param lastWeek for each target step the value a week before; NaN where it is unknown
 * @param parts members and contributions, which add up to the published values; empty if the model cannot be read any
 *     more, or cannot forecast from what is known at present
 * @param exact true if the same model and the present past give the published values again
 * @param notes what a reader should know of this explanation, in sentences
 * @param digits digits of the sensor that mean something
 */
public record ExplainedForecast(
        Forecast forecast,
        Values lastWeek,
        Optional<ForecastExplanation> parts,
        boolean exact,
        List<String> notes,
        ForecastDigits digits) {
    public ExplainedForecast {
        requireNonNull(forecast, "forecast");
        requireNonNull(lastWeek, "lastWeek");
        requireNonNull(digits, "digits");
        notes = List.copyOf(notes);
    }
}
