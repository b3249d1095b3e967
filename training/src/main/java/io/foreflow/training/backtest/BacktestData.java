package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.SensorSeries;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A past to fit on and the test block after it.
 *
 * @param past the data before the cut
 * @param blocks test blocks by sensor, for sensors with a window to forecast from
 * @param notForecast the sensors without one, each with the reason: a clause about "it"
 */
public record BacktestData(KnownPast past, SortedMap<SensorId, Block> blocks, SortedMap<SensorId, String> notForecast) {

    /**
     * @param series all measured values of the sensor: before the cut for the yardstick, after it to score against
     * @param known the values that models may know; for a sensor that counts as new, those from the cut on
     * @param windows windows whose origins lie at or after the cut, ascending
     */
    public record Block(SensorSeries series, SensorSeries known, List<Window> windows) {
        public Block {
            requireNonNull(series, "series");
            requireNonNull(known, "known");
            windows = List.copyOf(windows);
        }

        /** Creates the block of a sensor whose values are all known. */
        public Block(SensorSeries series, List<Window> windows) {
            this(series, series, windows);
        }

        /** Returns true for a sensor that counts as new. */
        boolean isNew() {
            return known.size() > 0 && known.size() < series.size();
        }
    }

    /** @throws IllegalArgumentException if there is nothing to forecast */
    public BacktestData {
        requireNonNull(past, "past");
        blocks = Collections.unmodifiableSortedMap(new TreeMap<>(blocks));
        notForecast = Collections.unmodifiableSortedMap(new TreeMap<>(notForecast));
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("no sensor has a window at or after " + past.cut()
                    + ", where the test block begins; give more readings");
        }
    }

    /**
     * Creates data in which every sensor is forecast.
     *
     * @throws IllegalArgumentException if there is nothing to forecast
     */
    public BacktestData(KnownPast past, SortedMap<SensorId, Block> blocks) {
        this(past, blocks, new TreeMap<>());
    }

    /** Adds sensors that are not forecast, each with the reason. */
    public BacktestData withNotForecast(Map<SensorId, String> more) {
        SortedMap<SensorId, String> all = new TreeMap<>(more);
        all.putAll(notForecast);
        return new BacktestData(past, blocks, all);
    }

    public WindowShape shape() {
        return past.windows().shape();
    }
}
