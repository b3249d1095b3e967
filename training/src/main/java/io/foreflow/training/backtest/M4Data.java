package io.foreflow.training.backtest;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.training.data.OfflineWindower.Wanted;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.data.WindowSet;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the M4 hourly series as data of a backtest with one origin for each series, the end of its training part. The
 * series have no times: all are placed so that their training parts end at one moment, and local time is only their
 * phase relative to it.
 */
public final class M4Data {
    public static final WindowShape SHAPE = new WindowShape(Step.HOUR, 6, M4Files.HORIZON);

    /** The first hour that is forecast: a Monday's midnight. */
    static final Instant CUT = Instant.parse("2001-01-01T00:00:00Z");

    /**
     * Number of hours between training windows: neighbours are nearly the same, and all of them would take gigabytes.
     * It has no divisor in common with a day or a week, so that every hour of both has its windows.
     */
    private static final int STRIDE = 5;

    private static final WindowerConfig CONFIG =
            WindowerConfig.defaults().withShape(SHAPE).withZone(ZoneOffset.UTC).withRevisionHorizon(0);

    private static final BucketGrid HOURS = BucketGrid.of(Step.HOUR, ZoneOffset.UTC);

    private M4Data() {}

    /**
     * @param files files of the competition
     * @throws IllegalArgumentException if no series is long enough for a training window
     */
    public static BacktestData of(M4Files files) {
        List<Reading> readings = new ArrayList<>();
        files.series().forEach((name, series) -> {
            for (int i = 0; i < series.training().length(); i++) {
                Instant time = HOURS.plus(CUT, i - series.training().length());
                readings.add(Reading.of(name, time, series.training().at(i)));
            }
        });
        Wanted wanted = new Wanted(
                window -> window.origin().equals(CUT),
                window -> HOURS.indexOf(window.window().origin()) % STRIDE == 0);
        OfflineWindower.Replayed replayed =
                OfflineWindower.replay(CONFIG, readings, HOURS.plus(CUT, M4Files.HORIZON), wanted);
        SortedMap<SensorId, SensorSeries> known = new TreeMap<>();
        SortedMap<SensorId, Block> blocks = new TreeMap<>();
        replayed.sensors().forEach(sensor -> {
            SensorId name = sensor.series().sensor();
            known.put(name, sensor.series());
            blocks.put(name, new Block(withTest(sensor.series(), files), sensor.live()));
        });
        WindowSet windows = WindowSet.of(replayed.sensors().stream()
                .flatMap(sensor -> sensor.training().stream())
                .toList());
        return new BacktestData(new KnownPast(windows, known, CUT), blocks);
    }

    private static SensorSeries withTest(SensorSeries training, M4Files files) {
        SortedMap<Instant, Double> measured = new TreeMap<>(training.measured());
        M4Files.OneSeries series = files.series().get(training.sensor());
        if (series != null) {
            for (int i = 0; i < series.test().length(); i++) {
                measured.put(HOURS.plus(CUT, i), series.test().at(i));
            }
        }
        return SensorSeries.of(training.sensor(), training.grid(), measured);
    }
}
