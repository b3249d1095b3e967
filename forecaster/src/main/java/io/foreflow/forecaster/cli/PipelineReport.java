package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.ForecastLatency;
import io.foreflow.forecaster.bench.PipelineResult;
import io.foreflow.forecaster.bench.PipelineResult.LoadedState;
import io.foreflow.forecaster.bench.PipelineResult.RestoreTimes;
import io.foreflow.forecaster.bench.SideComparison;
import io.foreflow.forecaster.bench.SideSummary;
import io.foreflow.forecaster.bench.Timing;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.wire.Json;
import java.util.Locale;

/** The result of a benchmark of the pipeline as JSON for scripts and as text for people. */
record PipelineReport(PipelineResult result) {
    private static final String PASS_THROUGH = "passThrough";

    /** Returns the medians, with the least and the greatest of each under {@code spread}. */
    ObjectNode json() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        ObjectNode hourly = root.putObject("hourly");
        putHourly(hourly, result.hourly());
        hourly.set(PASS_THROUGH, copies(result.hourly()));
        putHourly(hourly, result.many());
        LoadedState state = result.state();
        ObjectNode many = hourly.withObjectProperty(PipelineResult.MANY);
        many.put("sensors", state.sensors()).put("daysOfState", state.days());
        many.set(PASS_THROUGH, copies(result.many()));
        RestoreTimes restore = result.restore();
        root.putObject("restore")
                .put("sensors", state.sensors())
                .put("daysOfState", state.days())
                .put("keptSeconds", rounded(restore.keptSeconds(), 2))
                .put("wipedSeconds", rounded(restore.wipedSeconds(), 2))
                .put("stateBytes", restore.stateBytes());
        ObjectNode twelve = root.putObject("twelve");
        result.twelve().sides().forEach((name, side) -> {
            ObjectNode node = twelve.putObject(name);
            node.put("ratio", rounded(result.twelve().ratio(name), 4));
            node.put("readingsPerSecond", Math.round(side.readingsPerSecond().median()));
            put(node, side, result.twelve());
        });
        twelve.set(PASS_THROUGH, copies(result.twelve()));
        ForecastLatency latency = result.latency();
        root.putObject("latency")
                .put("p50", rounded(latency.p50(), 1))
                .put("p99", rounded(latency.p99(), 1))
                .put("readingsPerSecond", latency.perSecond())
                .put("readings", latency.readings());
        return root;
    }

    private static void putHourly(ObjectNode hourly, SideComparison comparison) {
        comparison.sides().forEach((name, side) -> {
            ObjectNode node = hourly.putObject(name);
            node.put("ratio", rounded(comparison.ratio(name), 4));
            node.put("forecastsPerSecond", Math.round(side.writtenPerSecond().median()));
            put(node, side, comparison);
            node.put("networkShare", rounded(side.networkShare(), 3));
        });
    }

    private static ObjectNode copies(SideComparison comparison) {
        SideSummary side = comparison.passThrough();
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("readingsPerSecond", Math.round(side.readingsPerSecond().median()));
        put(node, side, comparison);
        return node;
    }

    private static void put(ObjectNode node, SideSummary side, SideComparison comparison) {
        node.put("cpuMicros", rounded(side.cpuMicros().median(), 2));
        node.put("bytes", Math.round(side.bytes().median()));
        node.put("readings", comparison.readings());
        node.put("runs", side.runs());
        ObjectNode spread = node.putObject("spread");
        put(spread, "readingsPerSecond", side.readingsPerSecond(), 0);
        put(spread, "cpuMicros", side.cpuMicros(), 2);
    }

    private static void put(ObjectNode spread, String name, Timing timing, int places) {
        spread.putArray(name).add(rounded(timing.least(), places)).add(rounded(timing.most(), places));
    }

    private static double rounded(double number, int places) {
        double factor = Math.pow(10, places);
        return Math.round(number * factor) / factor;
    }

    String text() {
        TextTable table = new TextTable(
                "LOAD",
                "SIDE",
                "RATIO",
                "READINGS/S",
                "LEAST",
                "MOST",
                "FORECASTS/S",
                "CPU US/READING",
                "BYTES/READING");
        rows(table, "hourly", result.hourly());
        rows(table, "hourly, many", result.many());
        rows(table, "twelve", result.twelve());
        LoadedState state = result.state();
        ForecastLatency latency = result.latency();
        return table
                + String.format(
                        Locale.ROOT,
                        "hourly, many: %,d sensors with %d days of state%s%n",
                        state.sensors(),
                        state.days(),
                        state.days() < state.wantedDays()
                                ? "; this machine cannot load " + state.wantedDays() + " in the time"
                                : "")
                + String.format(
                        Locale.ROOT,
                        "a start with this state: ready after %.1f s with its stores, after %.1f s without them%n",
                        result.restore().keptSeconds(),
                        result.restore().wipedSeconds())
                + String.format(
                        Locale.ROOT,
                        "latency at %,d readings a second: median %.1f ms, 99th percentile %.1f ms%n",
                        latency.perSecond(),
                        latency.p50(),
                        latency.p99());
    }

    private static void rows(TextTable table, String load, SideComparison comparison) {
        row(table, load, "pass-through", "1", comparison.passThrough(), "");
        comparison
                .sides()
                .forEach((name, side) -> row(
                        table,
                        load,
                        name,
                        String.format(Locale.ROOT, "%.3f", comparison.ratio(name)),
                        side,
                        whole(side.writtenPerSecond().median())));
    }

    private static void row(
            TextTable table, String load, String name, String ratio, SideSummary side, String forecastsPerSecond) {
        table.row(
                load,
                name,
                ratio,
                whole(side.readingsPerSecond().median()),
                whole(side.readingsPerSecond().least()),
                whole(side.readingsPerSecond().most()),
                forecastsPerSecond,
                String.format(Locale.ROOT, "%.1f", side.cpuMicros().median()),
                whole(side.bytes().median()));
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
