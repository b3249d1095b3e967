package io.foreflow.training.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.training.backtest.Candidate.FittedCandidate;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForecastsCsvTest {
    private static final List<Reading> ALL = Rolling.two(60);
    private static final Instant CUT = RollingData.cut(ALL, 0.2);
    private static final Instant GAP = CUT.plus(Duration.ofDays(4));

    /** Two hours of the test block are missing, short enough to be imputed. */
    private static final BacktestData DATA = RollingData.of(
                    Rolling.CONFIG,
                    ALL.stream()
                            .filter(reading -> !reading.time().equals(GAP)
                                    && !reading.time().equals(GAP.plusSeconds(3600)))
                            .toList(),
                    Rolling.NOW,
                    CUT)
            .cut(CUT, Instant.MAX);

    private static final BacktestResult RESULT = Backtest.run(
            DATA,
            List.of(
                    new RidgeCandidate(),
                    new HoltWinters(),
                    new BaselineCandidate(Baseline.LAST_WEEK),
                    new BaselineCandidate(Baseline.YESTERDAY)),
            Backtest.BacktestListener.SILENT);

    /** A row of the file; an empty number is NaN. */
    private record Row(
            String sensor,
            String model,
            String origin,
            String time,
            int lead,
            double forecast,
            double lower,
            double upper,
            double actual,
            boolean imputed,
            boolean fallback) {
        static Row of(String line) {
            String[] cells = line.split(",", -1);
            assertThat(cells).hasSize(11);
            return new Row(
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    Integer.parseInt(cells[4]),
                    number(cells[5]),
                    number(cells[6]),
                    number(cells[7]),
                    number(cells[8]),
                    flag(cells[9]),
                    flag(cells[10]));
        }

        private static double number(String cell) {
            return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        }

        private static boolean flag(String cell) {
            assertThat(cell).isIn("true", "false");
            return cell.equals("true");
        }

        String target() {
            return sensor + " " + origin + " " + lead;
        }
    }

    private static List<Row> rows(BacktestResult result) throws IOException {
        StringWriter text = new StringWriter();
        new ForecastsCsv(result).write(text);
        List<String> lines = text.toString().lines().toList();
        assertThat(lines.get(0)).isEqualTo(ForecastsCsv.HEADER);
        return lines.stream().skip(1).map(Row::of).toList();
    }

    /** Returns the rows that are scored: the actual value was measured, and every model has a forecast of it. */
    private static List<Row> scored(List<Row> rows) {
        Map<String, Boolean> whole = new HashMap<>();
        rows.forEach(row -> whole.merge(
                row.target(),
                !row.imputed() && Double.isFinite(row.actual()) && Double.isFinite(row.forecast()),
                Boolean::logicalAnd));
        return rows.stream()
                .filter(row -> whole.getOrDefault(row.target(), false))
                .toList();
    }

    @Test
    void shouldHaveTheNumbersThatAreScored() throws IOException {
        // when
        List<Row> rows = scored(rows(RESULT));

        // then
        for (String model : RESULT.methods()) {
            double mase = 0;
            for (Map.Entry<SensorId, SensorScores> sensor :
                    RESULT.evaluation().sensors().entrySet()) {
                List<Row> own = rows.stream()
                        .filter(row -> row.model().equals(model)
                                && row.sensor().equals(sensor.getKey().value()))
                        .toList();
                ForecastErrors published = sensor.getValue().score(model);
                double mae = own.stream()
                        .mapToDouble(row -> Math.abs(row.forecast() - row.actual()))
                        .average()
                        .orElseThrow();
                assertThat(own).hasSize((int) sensor.getValue().targets());
                assertThat(mae).isCloseTo(published.mae(), within(1e-9 * mae));
                assertThat(own.stream()
                                .filter(row -> Double.isFinite(row.lower()))
                                .mapToDouble(row -> row.lower() <= row.actual() && row.actual() <= row.upper() ? 1 : 0)
                                .average()
                                .orElseThrow())
                        .isCloseTo(published.coverage(), within(1e-9));
                mase += mae
                        / sensor.getValue().yardstick()
                        / RESULT.evaluation().sensors().size();
            }
            assertThat(mase).as(model).isCloseTo(RESULT.evaluation().mean(model).mase(), within(1e-9));
        }
    }

    @Test
    void shouldHaveARowForEachSensorOriginModelAndLead() throws IOException {
        // when
        List<Row> rows = rows(RESULT);

        // then
        int windows = DATA.blocks().values().stream()
                .mapToInt(block -> block.windows().size())
                .sum();
        assertThat(rows).hasSize(windows * 4 * 24);
        assertThat(rows.stream().map(row -> row.target() + row.model()).distinct())
                .hasSize(rows.size());
        assertThat(rows.subList(0, 96))
                .extracting(Row::origin)
                .containsOnly(CUT.toString())
                .hasSize(96);
        assertThat(rows.get(0)).satisfies(row -> {
            assertThat(row.sensor()).isEqualTo("a");
            assertThat(row.model()).isEqualTo("ridge");
            assertThat(row.lead()).isEqualTo(1);
            assertThat(row.time()).isEqualTo(CUT.toString());
            assertThat(row.fallback()).isFalse();
        });
        assertThat(rows.get(23).time()).isEqualTo(CUT.plus(Duration.ofHours(23)).toString());
        assertThat(rows.get(rows.size() - 1).actual()).isNaN();
    }

    @Test
    void shouldMarkWhatWasImputed() throws IOException {
        // when
        List<Row> rows = rows(RESULT);

        // then: each of two hours of two sensors is a target of 24 origins, for four models
        List<Row> imputed = rows.stream().filter(Row::imputed).toList();
        assertThat(imputed).hasSize(2 * 2 * 24 * 4);
        assertThat(imputed)
                .extracting(Row::time)
                .containsOnly(GAP.toString(), GAP.plusSeconds(3600).toString());
        assertThat(imputed).allSatisfy(row -> assertThat(row.actual()).isFinite());
    }

    @Test
    void shouldMarkFallbacksAndQuoteNames() throws IOException {
        // given: a sensor with a comma in its name, and a model that can never forecast
        List<Reading> readings = Rolling.readings("north, lane 1", 60, 10, 1);
        Candidate never = new Candidate() {
            @Override
            public String name() {
                return "never";
            }

            @Override
            public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
                return (series, windows) -> new ArrayList<ForecastOutcome>(windows.stream()
                        .map(window -> new Unable(UnableReason.TOO_LITTLE_MEMORY))
                        .toList());
            }
        };
        StringWriter text = new StringWriter();

        // when
        new ForecastsCsv(Backtest.run(Rolling.data(readings), List.of(never), Backtest.BacktestListener.SILENT))
                .write(text);

        // then
        assertThat(text.toString().lines().skip(1))
                .allSatisfy(line ->
                        assertThat(line).startsWith("\"north, lane 1\",never,").endsWith(",true"));
    }

    @Test
    void shouldHandOnTheRowsOfEachOriginAndFailWithItsReader() throws IOException {
        // given: one that counts, and one whose disk is full after the first origins
        int[] largest = {0};
        Writer counting = new Taking(text -> largest[0] = Math.max(largest[0], text));
        Writer full = new Taking(text -> {
            throw new IOException("no space left");
        });

        // when
        new ForecastsCsv(RESULT).write(counting);

        // then: no more than the 24 rows of one forecast at a time
        assertThat(largest[0]).isBetween(24 * 60, 24 * 200);
        assertThatThrownBy(() -> new ForecastsCsv(RESULT).write(full))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
    }

    /** Takes the lengths of texts. */
    private interface Lengths {
        void take(int length) throws IOException;
    }

    /** Hands the lengths of what is written on. */
    private static final class Taking extends Writer {
        private final Lengths lengths;

        Taking(Lengths lengths) {
            this.lengths = lengths;
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            lengths.take(length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
