package io.foreflow.training.backtest;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Reading;
import io.foreflow.training.SyntheticSeries;
import io.foreflow.training.job.Provenance;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Seeded readings with a daily and a weekly shape, cut for tests. */
final class Rolling {
    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    static final WindowerConfig CONFIG = WindowerConfig.defaults().withZone(ZONE);
    static final Instant NOW = Instant.parse("2024-01-01T00:00:00Z");
    static final Provenance PROVENANCE = new Provenance(ModelRef.parse("backtest@1"), NOW, "test", "test", "test");

    private static final String START = "2023-03-05T23:00:00Z";

    private Rolling() {}

    static List<Reading> readings(String sensor, int days, double size, long seed) {
        SyntheticSeries series = new SyntheticSeries(sensor, ZONE.getId(), START, 24 * days, size, seed);
        List<Reading> readings = new ArrayList<>();
        series.values().forEach((time, value) -> readings.add(Reading.of(series.sensor(), time, value)));
        readings.sort(Comparator.comparing(Reading::time));
        return readings;
    }

    /** Two sensors, one ten times as large. */
    static List<Reading> two(int days) {
        List<Reading> readings = new ArrayList<>(readings("a", days, 10, 1));
        readings.addAll(readings("b", days, 100, 2));
        return readings;
    }

    static BacktestData data(List<Reading> readings) {
        Instant cut = RollingData.cut(readings, 0.2);
        return RollingData.of(CONFIG, readings, NOW, cut).cut(cut, Instant.MAX);
    }
}
