package io.foreflow.forecaster.sink;

import java.util.List;
import java.util.Optional;

/** The tables of the sink. Another table needs an entry here, a migration, and a {@link TopicFeed} that writes it. */
final class SinkTables {
    /**
     * The forecasts, a row for each target step. A revision takes the place of the forecast that it revises: readers want
     * one number for a step and lead. What was forecast at first is in the scores.
     */
    static final SqlTable FORECAST = new SqlTable(
            "forecast",
            List.of(
                    "sensor",
                    "at",
                    "lead",
                    "origin",
                    "value",
                    "lower",
                    "upper",
                    "model",
                    "version",
                    "method",
                    "revision"),
            3,
            Optional.of("t.revision <= excluded.revision"),
            true);

    /** The actual values of steps. */
    static final SqlTable ACTUAL =
            new SqlTable("actual", List.of("sensor", "at", "value", "imputed"), 2, Optional.empty(), true);

    /** The errors of first forecasts and of baselines, a row for each step and lead. */
    static final SqlTable SCORE = new SqlTable(
            "score",
            List.of(
                    "sensor",
                    "at",
                    "lead",
                    "role",
                    "model",
                    "version",
                    "error",
                    "scaled_error",
                    "yardstick",
                    "persistence",
                    "yesterday",
                    "last_week",
                    "usual",
                    "inside",
                    "fallback"),
            4,
            Optional.empty(),
            true);

    /** The changes of the models. */
    static final SqlTable MODEL_EVENT = new SqlTable(
            "model_event",
            List.of("model", "at", "event", "version", "from_version", "to_version", "author", "reason"),
            4,
            Optional.empty(),
            false);

    /** The alerts, a row for each occurrence. An open one never takes the place of one that was cleared. */
    static final SqlTable ALERT = new SqlTable(
            "alert",
            List.of("sensor", "at", "rule", "since", "condition", "value", "bound", "cleared", "reason"),
            4,
            Optional.of("t.cleared IS NULL"),
            true);

    /** The records that could not be copied. */
    static final SqlTable REJECTED = new SqlTable(
            "rejected", List.of("topic", "partition", "record_offset", "seen", "reason"), 3, Optional.empty(), false);

    /** Name of the table of the offsets, which is updated row by row. */
    static final String OFFSETS = "sink_offset";

    static final List<SqlTable> ALL = List.of(FORECAST, ACTUAL, SCORE, MODEL_EVENT, ALERT, REJECTED);

    private SinkTables() {}
}
