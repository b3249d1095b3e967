package io.foreflow.forecaster.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreflow.ingest.source.DataFolder;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.models.forecast.Fallback;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.score.StepBaselines;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.score.TrackRecord.Scored;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Emission.BucketClosed;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of real series lies within the bounds of forecasts that nobody has trained. */
class CoverageTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int HORIZON = 24;

    @ParameterizedTest
    @CsvSource({
        "pems_i880_2021/i880_flow_hourly_long.csv.gz, America/Los_Angeles",
        "metro_interstate/metro_hourly_long.csv.gz, America/Chicago"
    })
    void shouldCoverNineTenthsOfTheLastFifthAtEveryLead(String file, ZoneId zone) throws IOException {
        // when
        Map<SensorId, Run> runs = replay(file, zone);

        // then
        assertThat(runs).isNotEmpty().allSatisfy((sensor, run) -> {
            List<Score> last = run.scores.subList(run.scores.size() * 4 / 5, run.scores.size());
            for (int lead = 0; lead < HORIZON; lead++) {
                assertThat(coverage(last, lead)).as("lead %d", lead).isBetween(0.88, 0.92);
            }
        });
    }

    private static double coverage(List<Score> scores, int lead) {
        return scores.stream()
                .map(score -> score.hits().get(lead))
                .filter(hit -> hit != Hit.UNKNOWN)
                .mapToInt(hit -> hit == Hit.INSIDE ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private static Map<SensorId, Run> replay(String name, ZoneId zone) throws IOException {
        Optional<Path> file = DataFolder.file(name);
        assumeTrue(file.isPresent(), "no data folder, see DataFolder");
        Windower windower = new Windower(WindowerConfig.defaults().withZone(zone));
        Map<SensorId, Run> runs = new TreeMap<>();
        try (TableReadings rows = TableReadings.open(file.orElseThrow(), TableOptions.NONE, zone)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                Reading reading = ((Row.Valid) row).reading();
                runs.computeIfAbsent(reading.sensor(), sensor -> new Run(windower, sensor))
                        .read(reading);
            }
        }
        return runs;
    }

    /** One sensor, forecast by fallbacks. */
    private static final class Run {
        private final Windower windower;
        private final List<Score> scores = new ArrayList<>();
        private final Deque<PendingForecast> waiting = new ArrayDeque<>();
        private SensorState state;
        private TrackRecord record = TrackRecord.start(IntervalTracker.start(HORIZON));

        Run(Windower windower, SensorId sensor) {
            this.windower = windower;
            this.state = SensorState.empty(sensor);
        }

        void read(Reading reading) {
            Transition transition = windower.apply(state, new Event.Arrival(reading, NOW));
            state = transition.state();
            for (Emission emission : transition.emissions()) {
                if (emission instanceof BucketClosed closed) {
                    closed(closed.window(), closed.baselines());
                }
            }
        }

        private void closed(Window window, Optional<StepBaselines> baselines) {
            Optional<Scored> scored =
                    baselines.flatMap(known -> record.score(window, known, waiting, Optional.empty()));
            scored.map(Scored::score).ifPresent(scores::add);
            record = scored.map(Scored::record).orElse(record);
            Values values = Fallback.forecast(window).orElseThrow().values();
            Optional<Interval> interval = record.intervals().bounds(window, values, TargetBounds.NOT_NEGATIVE);
            Forecast forecast = ForecastBuilder.builder()
                    .sensor(window.sensor())
                    .issuedAt(NOW)
                    .origin(window.origin())
                    .step(Step.HOUR)
                    .zone(window.zone())
                    .values(values)
                    .interval(interval)
                    .method("fallback")
                    .fallback(true)
                    .stale(false)
                    .model(Optional.empty())
                    .from(window.from())
                    .to(window.origin())
                    .imputedFraction(0)
                    .knownFraction(1)
                    .revision(0)
                    .build();
            waiting.add(PendingForecast.of(forecast, window, record.intervals().unrest()));
            if (waiting.size() > HORIZON) {
                waiting.remove();
            }
        }
    }
}
