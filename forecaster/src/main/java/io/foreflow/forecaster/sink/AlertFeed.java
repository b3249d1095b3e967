package io.foreflow.forecaster.sink;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.ClearReason;
import io.foreflow.forecaster.topology.AlertJson;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
import java.util.List;

/**
 * Turns alerts into rows of the table {@code alert}. The record that clears an occurrence completes the row of the one
 * that raised it.
 *
 * @param topic name of the topic of alerts
 */
record AlertFeed(String topic) implements TopicFeed {
    private static final int OPEN = 0;
    private static final int CLEARED = 1;

    /** The key of a row. */
    private record AlertIdentity(SensorId sensor, Instant at, String rule, Instant since) {}

    @Override
    public List<TableEntry> read(byte[] value) {
        Alert alert = AlertJson.read(value);
        Instant at = RowChecks.time("at", alert.crossing().at());
        RowChecks.time("origin", alert.trigger().origin());
        RowChecks.text("rule", alert.rule(), AlertRule.MAX_NAME);
        RowChecks.text("condition", alert.condition(), AlertRule.MAX_NAME);
        return List.of(new TableEntry(
                SinkTables.ALERT,
                new AlertIdentity(alert.sensor(), at, alert.rule(), RowChecks.time("since", alert.since())),
                alert.cleared().isPresent() ? CLEARED : OPEN,
                1,
                rows -> write(alert, rows)));
    }

    private static void write(Alert alert, CopyRows rows) {
        if (!rows.begin(alert.crossing().at().getEpochSecond())) {
            return;
        }
        rows.text(alert.sensor().value())
                .time(alert.crossing().at())
                .text(alert.rule())
                .time(alert.since())
                .text(alert.condition())
                .number(alert.crossing().value())
                .number(alert.crossing().bound());
        if (alert.cleared().isPresent()) {
            rows.time(alert.trigger().origin());
        } else {
            rows.nothing();
        }
        rows.text(alert.cleared().map(ClearReason::label));
    }
}
