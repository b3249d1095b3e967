package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.TimestampText;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request of KServe's time series protocol. Beside the protocol's fields an input may have {@code timestamps}, one for
 * each value, in place of {@code start_timestamp}, and a {@code zone}.
 *
 * @param horizon number of steps to forecast
 * @param quantiles the wanted ones
 * @param inputs at least one
 */
record TimeSeriesRequest(int horizon, List<IntervalQuantile> quantiles, List<Series> inputs) {
    /** A quantile that is a bound of the forecast's interval. */
    enum IntervalQuantile {
        LOWER((1 - IntervalTracker.LEVEL) / 2),
        UPPER((1 + IntervalTracker.LEVEL) / 2);

        private final String label;

        IntervalQuantile(double quantile) {
            this.label = String.format(Locale.ROOT, "%.2f", quantile);
        }

        static Optional<IntervalQuantile> of(double quantile) {
            return Arrays.stream(values())
                    .filter(one -> Double.parseDouble(one.label) == quantile)
                    .findFirst();
        }

        /** Returns the quantile as a decimal number. */
        String label() {
            return label;
        }

        /** Returns a value for each step. */
        Values of(Interval interval) {
            return this == LOWER ? interval.lower() : interval.upper();
        }
    }

    static final String UNIVARIATE = "univariate_time_series";

    private static final String DEFAULT_NAME = "series";

    private static final Map<String, Duration> FREQUENCIES = Map.of(
            "S", Duration.ofSeconds(1),
            "second", Duration.ofSeconds(1),
            "T", Duration.ofMinutes(1),
            "minute", Duration.ofMinutes(1),
            "H", Duration.ofHours(1),
            "hour", Duration.ofHours(1),
            "D", Duration.ofDays(1),
            "day", Duration.ofDays(1));

    /**
     * The history of one sensor.
     *
     * @param frequency frequency as the client wrote it
     * @param config the service's windowing, in the zone of the request
     * @param readings values that are not null, by time; at least one
     * @param origin end of the bucket of the last value, null or not
     */
    record Series(SensorId sensor, String frequency, WindowerConfig config, List<Reading> readings, Instant origin) {}

    /** @throws ProblemException with everything that is wrong */
    static TimeSeriesRequest read(JsonNode body, WindowerConfig windowing) {
        RequestProblems problems = new RequestProblems();
        JsonNode options = body.path("options");
        int most = windowing.shape().horizon();
        JsonNode horizon = options.path("horizon");
        if (!horizon.isInt() || horizon.intValue() < 1 || horizon.intValue() > most) {
            problems.add("options.horizon (" + RequestProblems.shown(horizon) + ") must be a whole number from 1 to "
                    + most + ", the horizon of this service");
        }
        List<IntervalQuantile> quantiles = quantiles(options.path("quantiles"), problems);
        JsonNode inputs = body.path("inputs");
        List<Series> series = new ArrayList<>();
        if (!inputs.isArray() || inputs.isEmpty()) {
            problems.add("inputs must be an array of time series");
        }
        for (int i = 0; i < inputs.size(); i++) {
            new SeriesReader(inputs.path(i), "inputs[" + i + "]", windowing, problems)
                    .read()
                    .ifPresent(series::add);
        }
        problems.throwIfAny();
        return new TimeSeriesRequest(horizon.intValue(), quantiles, series);
    }

    private static List<IntervalQuantile> quantiles(JsonNode json, RequestProblems problems) {
        if (json.isMissingNode() || json.isNull()) {
            return List.of(IntervalQuantile.values());
        }
        List<IntervalQuantile> quantiles = new ArrayList<>();
        json.forEach(quantile -> IntervalQuantile.of(quantile.doubleValue()).ifPresent(quantiles::add));
        if (!json.isArray() || quantiles.size() < json.size()) {
            problems.add("options.quantiles (" + RequestProblems.shown(json) + ") must be an array of "
                    + IntervalQuantile.LOWER.label() + " and " + IntervalQuantile.UPPER.label()
                    + ", the bounds that this service knows");
        }
        return quantiles.stream().distinct().toList();
    }

    /** Returns the names of a step, for people. */
    private static String names(Step step) {
        List<String> names = new ArrayList<>(FREQUENCIES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(step.duration()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList());
        names.add(step.toString());
        return String.join(" or ", names);
    }

    /** Reads one input. */
    private static final class SeriesReader {
        private final JsonNode json;
        private final String where;
        private final WindowerConfig windowing;
        private final RequestProblems problems;
        private boolean bad;

        SeriesReader(JsonNode json, String where, WindowerConfig windowing, RequestProblems problems) {
            this.json = json;
            this.where = where;
            this.windowing = windowing;
            this.problems = problems;
        }

        /** Returns empty if something is wrong. */
        Optional<Series> read() {
            if (!json.isObject()) {
                problem("", "must be an object");
                return Optional.empty();
            }
            JsonNode type = json.path("type");
            if (!type.isMissingNode() && !UNIVARIATE.equals(type.textValue())) {
                problem(".type", "(" + RequestProblems.shown(type) + ") must be " + UNIVARIATE);
            }
            SensorId sensor = sensor();
            WindowerConfig config = config(sensor);
            String frequency = frequency();
            List<Double> values = values();
            List<Instant> times = bad ? List.of() : times(config.gridOf(sensor), values.size());
            if (bad) {
                return Optional.empty();
            }
            List<Reading> readings = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                if (!values.get(i).isNaN()) {
                    readings.add(Reading.of(sensor, times.get(i), values.get(i)));
                }
            }
            Instant origin = config.gridOf(sensor).plus(times.get(times.size() - 1), 1);
            requireEnough(config, readings, origin);
            return bad ? Optional.empty() : Optional.of(new Series(sensor, frequency, config, readings, origin));
        }

        private void problem(String field, String what) {
            problems.add(where + field + " " + what);
            bad = true;
        }

        private SensorId sensor() {
            JsonNode name = json.path("name");
            try {
                if (name.isMissingNode() || name.isTextual()) {
                    return SensorId.of(name.asText(DEFAULT_NAME));
                }
                problem(".name", "(" + RequestProblems.shown(name) + ") must be text");
            } catch (IllegalArgumentException e) {
                problem(".name", "is no sensor: " + e.getMessage());
            }
            return SensorId.of(DEFAULT_NAME);
        }

        private WindowerConfig config(SensorId sensor) {
            JsonNode zone = json.path("zone");
            if (zone.isMissingNode() || zone.isNull()) {
                return windowing;
            }
            try {
                Map<SensorId, ZoneId> zones = new HashMap<>(windowing.zones());
                zones.put(sensor, ZoneId.of(zone.asText()));
                return windowing.withZones(zones);
            } catch (DateTimeException e) {
                problem(".zone", "(" + RequestProblems.shown(zone) + ") must be a time zone such as Europe/Zurich");
                return windowing;
            }
        }

        private String frequency() {
            Step step = windowing.shape().step();
            JsonNode frequency = json.path("frequency");
            if (frequency.isMissingNode() && json.has("timestamps")) {
                return step.toString();
            }
            String text = frequency.asText();
            if (!frequency.isTextual() || !duration(text).equals(Optional.of(step.duration()))) {
                problem(
                        ".frequency",
                        "(" + RequestProblems.shown(frequency) + ") must be " + names(step)
                                + ", the step of this service");
            }
            return text;
        }

        private static Optional<Duration> duration(String text) {
            Duration named = FREQUENCIES.get(text);
            if (named != null) {
                return Optional.of(named);
            }
            try {
                return Optional.of(Duration.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        /** Returns the values, NaN for null. */
        private List<Double> values() {
            JsonNode series = json.path("series");
            List<Double> values = new ArrayList<>(series.size());
            if (!series.isArray() || series.isEmpty()) {
                problem(".series", "must be an array of numbers, oldest first");
            }
            for (int i = 0; i < series.size(); i++) {
                JsonNode value = series.get(i);
                if (value.isNull()) {
                    values.add(Double.NaN);
                } else if (value.isNumber() && Double.isFinite(value.doubleValue())) {
                    values.add(value.doubleValue());
                } else {
                    problem(
                            ".series[" + i + "]",
                            "(" + RequestProblems.shown(value)
                                    + ") must be a finite number, or null where a value is missing");
                    break;
                }
            }
            return values;
        }

        /** Returns a time for each value, ascending. */
        private List<Instant> times(BucketGrid grid, int count) {
            JsonNode timestamps = json.path("timestamps");
            JsonNode start = json.path("start_timestamp");
            if (timestamps.isMissingNode()) {
                return start.isTextual() ? regular(grid, time(start, ".start_timestamp"), count) : neither();
            }
            if (!start.isMissingNode()) {
                problem("", "must have start_timestamp or timestamps, not both");
            } else if (!timestamps.isArray() || timestamps.size() != count) {
                problem(".timestamps", "must be an array of " + count + " times, one for each value");
            }
            List<Instant> times = new ArrayList<>(count);
            for (int i = 0; i < count && !bad; i++) {
                Instant time = time(timestamps.path(i), ".timestamps[" + i + "]");
                if (!bad && i > 0 && !time.isAfter(times.get(i - 1))) {
                    problem(
                            ".timestamps[" + i + "]",
                            "(" + time + ") must be after the one before it (" + times.get(i - 1)
                                    + "): sort the values by time, and give each time once");
                }
                times.add(time);
            }
            return times;
        }

        private List<Instant> neither() {
            problem(
                    "",
                    "needs start_timestamp, the time of the first value, or timestamps: a forecast depends on the"
                            + " time of day");
            return List.of();
        }

        private static List<Instant> regular(BucketGrid grid, Instant start, int count) {
            long first = grid.indexOf(start);
            List<Instant> times = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                times.add(grid.startOf(first + i));
            }
            return times;
        }

        private Instant time(JsonNode json, String field) {
            try {
                return TimestampText.parse(json.asText());
            } catch (IllegalArgumentException e) {
                problem(field, "cannot be read: " + e.getMessage());
                return Instant.EPOCH;
            }
        }

        private void requireEnough(WindowerConfig config, List<Reading> readings, Instant origin) {
            int history = config.shape().history();
            Step step = config.shape().step();
            if (readings.isEmpty()) {
                problem(".series", "holds no value; at least " + history + " steps of " + step + " are needed");
                return;
            }
            BucketGrid grid = config.gridOf(readings.get(0).sensor());
            long end = grid.indexOf(origin);
            long first = grid.indexOf(readings.get(0).time());
            long last = grid.indexOf(readings.get(readings.size() - 1).time());
            long buckets = readings.stream()
                    .mapToLong(reading -> grid.indexOf(reading.time()))
                    .distinct()
                    .count();
            if (end - first < history) {
                problem(
                        ".series",
                        "is too short: it covers " + (end - first) + " steps of " + step + "; at least " + history
                                + " are needed, and with four weeks forecasts are best");
            } else if (end - 1 - last > config.maxGap()) {
                problem(
                        ".series",
                        "lacks its last " + (end - 1 - last) + " values; at most " + config.maxGap()
                                + " (window.maxGap) are imputed");
            } else if (2 * buckets < end - first) {
                problem(
                        json.has("timestamps") ? ".timestamps" : ".series",
                        "leave most steps of " + step + " without a value: " + buckets + " of " + (end - first)
                                + " have one");
            }
        }
    }
}
