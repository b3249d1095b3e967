package io.foreflow.training.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.backtest.BacktestRun.Seconds;
import io.foreflow.training.backtest.MethodForecasts.SensorForecasts;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import io.foreflow.training.evaluate.Yardstick;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The JSON of a backtest as it was first published: fields may be added, none changes. The numbers are made up: whole and
 * binary fractions, and scaled errors whose geometric mean is 1, which every processor computes alike.
 */
class BacktestGoldenTest {
    private static final WindowShape SHAPE = new WindowShape(Step.HOUR, 2, 2);
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Instant CUT = Instant.parse("2026-03-01T00:00:00Z");
    private static final SensorId NORTH = SensorId.of("north");
    private static final SensorId SOUTH = SensorId.of("south");
    private static final ForecastErrors UNKNOWN = score(Double.NaN, 8);

    @Test
    void shouldKeepTheJsonOfABacktest() throws IOException {
        // given
        BacktestRun run = new BacktestRun(
                List.of("readings.csv.gz"),
                2_000,
                3,
                Map.of("ridge", new Seconds(1.5, 0.25)),
                2.5,
                "a machine",
                "0.1.0");

        // when
        ObjectNode json = new BacktestJson(result(), run).toJson();

        // then: which digest the windows have is not a matter of the format
        assertThat(json.path("dataDigest").asText()).matches("[0-9a-f]{64}");
        json.put("dataDigest", "0f".repeat(32));
        assertThat(json + "\n").isEqualTo(golden());
    }

    private static BacktestResult result() {
        Map<String, MethodForecasts> forecasts = new LinkedHashMap<>();
        forecasts.put("usual", forecasts(1, 0, List.of()));
        forecasts.put("ridge", forecasts(0, 3, List.of("lambda 10")));
        return new BacktestResult(
                data(),
                forecasts,
                Map.of("lstm", "it needs a year"),
                new Evaluation(
                        List.of("usual", "ridge"),
                        new TreeMap<>(Map.of(
                                NORTH, scores(4, score(1, 8), score(1, 4)),
                                SOUTH, scores(Double.NaN, UNKNOWN, UNKNOWN)))));
    }

    private static MethodForecasts forecasts(int fallbacks, int clipped, List<String> notes) {
        return new MethodForecasts(
                new TreeMap<>(Map.of(NORTH, new SensorForecasts(List.of(), List.of(), windows(fallbacks), clipped))),
                notes);
    }

    private static Set<Integer> windows(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toSet());
    }

    private static SensorScores scores(double yardstick, ForecastErrors usual, ForecastErrors ridge) {
        return new SensorScores(
                3,
                5,
                new Yardstick(yardstick, 48, 0),
                0,
                inOrder(usual, ridge),
                inOrder(List.of(usual, UNKNOWN), List.of(ridge, UNKNOWN)));
    }

    private static <T> Map<String, T> inOrder(T usual, T ridge) {
        Map<String, T> methods = new LinkedHashMap<>();
        methods.put("usual", usual);
        methods.put("ridge", ridge);
        return methods;
    }

    private static ForecastErrors score(double mase, double mae) {
        return new ForecastErrors(mae, 1.25 * mae, -0.5, mase, mase * 0.875, 10 * mae);
    }

    private static BacktestData data() {
        Window before = window(CUT.minusSeconds(7_200));
        SensorSeries series = SensorSeries.of(NORTH, BucketGrid.of(Step.HOUR, UTC), new TreeMap<>(Map.of(CUT, 1.0)));
        return new BacktestData(
                new KnownPast(
                        WindowSet.of(List.of(new TrainingWindow(before, Values.of(1, 2), List.of()))),
                        new TreeMap<>(),
                        CUT),
                new TreeMap<>(Map.of(NORTH, new Block(series, List.of(window(CUT))))));
    }

    private static Window window(Instant origin) {
        return Window.builder(NORTH, origin, SHAPE, UTC)
                .history(Values.of(1, 2))
                .build();
    }

    private static String golden() throws IOException {
        try (InputStream file = requireNonNull(
                BacktestGoldenTest.class.getResourceAsStream("/golden/v1/backtest.json"), "golden file")) {
            return new String(file.readAllBytes(), UTF_8);
        }
    }
}
