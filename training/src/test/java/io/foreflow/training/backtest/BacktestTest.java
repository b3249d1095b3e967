package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.CovariatesKnown;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.Candidate.CannotFitException;
import io.foreflow.training.backtest.Candidate.FittedCandidate;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BacktestTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final List<Reading> READINGS = Rolling.two(84);
    private static final BacktestData DATA = Rolling.data(READINGS);

    private static List<Candidate> candidates(String... names) {
        List<String> problems = new ArrayList<>();
        List<Candidate> found =
                new Candidates(DATA.shape(), Rolling.PROVENANCE, Path.of(".")).find(List.of(names), problems);
        assertThat(problems).isEmpty();
        return found;
    }

    @Test
    void shouldFitOnNothingThatReachesOverTheCutAndForecastEveryOriginAfterIt() {
        // given
        Instant cut = DATA.past().cut();

        // when
        List<TrainingWindow> past = DATA.past().windows().windows();

        // then: the last day of 84 has no whole target, but its origins count as far as it goes
        assertThat(past).allSatisfy(window -> assertThat(
                        window.window().targetTime(DATA.shape().horizon()))
                .isBeforeOrEqualTo(cut));
        assertThat(DATA.past().series().get(A))
                .satisfies(series -> assertThat(requireNonNull(series).time(series.size() - 1))
                        .isBefore(cut));
        assertThat(origins(A)).hasSize((int) Math.ceil(0.2 * 84 * 24) + 1).startsWith(cut);
        assertThat(cut).isEqualTo(READINGS.get((int) (0.8 * 84 * 24)).time());
    }

    private static List<Instant> origins(SensorId sensor) {
        return requireNonNull(DATA.blocks().get(sensor)).windows().stream()
                .map(Window::origin)
                .toList();
    }

    @Test
    void shouldAlwaysShowEveryBaselineAndRidge() {
        // when
        BacktestResult result = Backtest.run(DATA, candidates(), Backtest.BacktestListener.SILENT);

        // then
        assertThat(result.methods()).containsExactly("persistence", "yesterday", "lastWeek", "usual", "ridge");
        assertThat(result.leftOut()).isEmpty();
        Evaluation evaluation = result.evaluation();
        assertThat(evaluation.sensors().keySet()).containsExactly(A, B);
        assertThat(evaluation.mean("ridge").mase())
                .isLessThan(evaluation.mean("usual").mase())
                .isLessThan(evaluation.mean("yesterday").mase());
        assertThat(evaluation.mean("ridge").coverage()).isBetween(0.8, 0.98);
        assertThat(evaluation.mean("ridge").winkler())
                .isLessThan(evaluation.mean("yesterday").winkler());
        SensorScores scores = requireNonNull(evaluation.sensors().get(A));
        assertThat(scores.origins()).isEqualTo(origins(A).size() - 1);
    }

    @Test
    void shouldScoreTheBaselinesAsTheWindowsHaveThem() {
        // given
        var block = requireNonNull(DATA.blocks().get(A));
        double sum = 0;
        int count = 0;
        for (Window window : block.windows()) {
            for (int lead = 0; lead < 24; lead++) {
                double actual = block.series().from(window.targetTime(lead), 1).at(0);
                double error = Math.abs(window.lastWeek().at(lead) - actual);
                if (Double.isFinite(error)) {
                    sum += error;
                    count++;
                }
            }
        }

        // when
        BacktestResult result = Backtest.run(
                DATA, List.of(new BaselineCandidate(Baseline.LAST_WEEK)), Backtest.BacktestListener.SILENT);

        // then: of the hour that the clocks skipped, last week knows nothing
        SensorScores scores = requireNonNull(result.evaluation().sensors().get(A));
        assertThat(scores.targets() - count).isBetween(0L, 24L);
        assertThat(scores.score("lastWeek").mae()).isCloseTo(sum / count, org.assertj.core.api.Assertions.within(0.01));
    }

    @Test
    void shouldNotScoreWhatWasImputed() {
        // given: two hours of the test block are missing, short enough to be imputed
        Instant gap = DATA.past().cut().plus(Duration.ofDays(3));
        List<Reading> holes = READINGS.stream()
                .filter(reading ->
                        !reading.time().equals(gap) && !reading.time().equals(gap.plusSeconds(3600)))
                .toList();
        BacktestData data = RollingData.of(
                        Rolling.CONFIG, holes, Rolling.NOW, DATA.past().cut())
                .cut(DATA.past().cut(), Instant.MAX);

        // when
        List<Candidate> yesterday = List.of(new BaselineCandidate(Baseline.YESTERDAY));
        long with = Backtest.run(DATA, yesterday, Backtest.BacktestListener.SILENT)
                .evaluation()
                .targets();
        long without = Backtest.run(data, yesterday, Backtest.BacktestListener.SILENT)
                .evaluation()
                .targets();

        // then: each of two hours of two sensors was the target of 24 origins
        assertThat(with - without).isEqualTo(2 * 2 * 24);
        assertThat(requireNonNull(data.blocks().get(A)).windows())
                .hasSize(requireNonNull(DATA.blocks().get(A)).windows().size());
    }

    @Test
    void shouldNameEachSensorThatIsNotScoredWithTheReason() {
        // given: one ends long before the test block, one begins with it, one is constant, one is only announced
        Instant cut = DATA.past().cut();
        List<Reading> readings = new ArrayList<>(READINGS);
        Rolling.readings("ended", 84, 10, 3).stream()
                .filter(reading -> reading.time().isBefore(cut.minus(Duration.ofDays(20))))
                .forEach(readings::add);
        Rolling.readings("begins", 84, 10, 4).stream()
                .filter(reading -> !reading.time().isBefore(cut))
                .forEach(readings::add);
        Rolling.readings("constant", 84, 10, 5)
                .forEach(reading -> readings.add(Reading.of(reading.sensor(), reading.time(), 7)));
        readings.add(Reading.announcement(SensorId.of("announced"), cut, Map.of("temp", 1.0)));
        Rolling.readings("poisoned", 84, 10, 6)
                .forEach(reading -> readings.add(Reading.of(reading.sensor(), reading.time(), 1e60)));
        Rolling.readings("brief", 84, 10, 7).stream()
                .filter(reading -> reading.time().equals(cut))
                .forEach(readings::add);
        readings.sort(Comparator.comparing(Reading::time));

        // when
        BacktestData data =
                RollingData.of(Rolling.CONFIG, readings, Rolling.NOW, cut).cut(cut, Instant.MAX);
        BacktestResult result = Backtest.run(
                data, List.of(new BaselineCandidate(Baseline.YESTERDAY)), Backtest.BacktestListener.SILENT);

        // then
        assertThat(result.evaluation().sensors().keySet()).contains(A, B).doesNotContain(SensorId.of("ended"));
        Map<String, String> reasons = new TreeMap<>();
        result.notScored().forEach((sensor, reason) -> reasons.put(sensor.value(), reason));
        assertThat(reasons)
                .containsOnlyKeys("announced", "begins", "brief", "constant", "ended", "poisoned")
                .containsEntry("announced", "it has no value that can be used")
                .containsEntry("poisoned", "it has no value that can be used")
                .hasEntrySatisfying("ended", reason -> assertThat(reason)
                        .startsWith("its last value, of ")
                        .endsWith(", is before the test block, which begins at " + cut))
                .hasEntrySatisfying("begins", reason -> assertThat(reason).startsWith("it has no MASE: "))
                .hasEntrySatisfying("constant", reason -> assertThat(reason).startsWith("it has no MASE: "))
                .hasEntrySatisfying("brief", reason -> assertThat(reason)
                        .startsWith("none of its values is of a time that was forecast; its first forecast is of "));
    }

    @Test
    void shouldNameANewSensorThatIsSilentInTheTestBlock() {
        // given
        Instant cut = DATA.past().cut();
        List<Reading> readings = new ArrayList<>(READINGS);
        Rolling.readings("c", 84, 10, 3).forEach(readings::add);
        Rolling.readings("d", 84, 10, 4).stream()
                .filter(reading -> reading.time().isBefore(cut.minus(Duration.ofDays(2))))
                .forEach(readings::add);
        readings.sort(Comparator.comparing(Reading::time));

        // when
        BacktestData data = RollingData.withNewSensors(Rolling.CONFIG, readings, Rolling.NOW, 2, cut)
                .cut(cut, Instant.MAX);

        // then
        assertThat(data.blocks()).containsOnlyKeys(B);
        assertThat(data.notForecast()).containsOnlyKeys(SensorId.of("d"));
    }

    @Test
    void shouldGiveTheFallbackWhereAMethodCannotForecast() {
        // given
        Candidate unable = new Named("unable", FittedCandidate.of(window -> new Unable(UnableReason.NOT_FINITE)));

        // when
        BacktestResult result = Backtest.run(
                DATA, List.of(unable, new BaselineCandidate(Baseline.USUAL)), Backtest.BacktestListener.SILENT);

        // then
        assertThat(result.of("unable").fallbacks())
                .isEqualTo(origins(A).size() + origins(B).size());
        assertThat(result.evaluation().mean("unable").mase()).isFinite();
        assertThat(result.of("usual").fallbacks()).isZero();
    }

    @Test
    void shouldStartIntervalsWhereTheFitSaysAndHoldThemWithinItsBounds() {
        // given: a fit that knows errors of a thousand of one sensor, and of others that they are a thousandth of what
        // windows know
        Window first = requireNonNull(DATA.blocks().get(A)).windows().get(0);
        IntervalTracker erring = IntervalTracker.start(24)
                .observe(first, Values.generate(24, lead -> 1_000), Values.missing(24), Values.missing(24));
        FittedCandidate usual = FittedCandidate.of(
                window -> new Forecasted(Baseline.USUAL.completed(window).orElseThrow(), "usual"));
        Candidate told = new Named("told", new FittedCandidate() {
            @Override
            public List<ForecastOutcome> forecast(SensorSeries series, List<Window> windows) {
                return usual.forecast(series, windows);
            }

            @Override
            public IntervalStarts intervals() {
                return IntervalStarts.of(Map.of(A, new IntervalStarts.SeenSensor(erring, 1e6)));
            }

            @Override
            public TargetBounds bounds() {
                return TargetBounds.NOT_NEGATIVE;
            }
        });

        // when
        BacktestResult result =
                Backtest.run(DATA, List.of(told, new Named("untold", usual)), Backtest.BacktestListener.SILENT);

        // then
        double untold = width(result, "untold", A);
        assertThat(width(result, "told", A)).isGreaterThan(10 * untold);
        assertThat(width(result, "told", B)).isPositive().isLessThan(width(result, "untold", B) / 10);
        assertThat(result.of("told").of(A).intervals().get(0).lower().stream()).containsOnly(0.0);
    }

    /** At the first lead of the first forecast. */
    private static double width(BacktestResult result, String method, SensorId sensor) {
        Interval interval = result.of(method).of(sensor).intervals().get(0);
        return interval.upper().at(0) - interval.lower().at(0);
    }

    @Test
    void shouldCountValuesThatWereBroughtBackWithinWhatCanBe() {
        // given
        Candidate wild = new Named(
                "wild",
                FittedCandidate.of(window -> new Forecasted(
                        Baseline.USUAL.completed(window).orElseThrow(), "network", 3, CovariatesKnown.NOT_READ)));

        // when
        BacktestResult result = Backtest.run(
                DATA, List.of(wild, new BaselineCandidate(Baseline.USUAL)), Backtest.BacktestListener.SILENT);

        // then
        assertThat(result.of("wild").of(A).clipped()).isEqualTo(3 * origins(A).size());
        assertThat(result.of("wild").clipped())
                .isEqualTo(3 * (origins(A).size() + origins(B).size()));
        assertThat(result.of("usual").clipped()).isZero();
    }

    @Test
    void shouldLeaveOutACandidateThatCannotBeFittedAndSayWhy() {
        // given
        Candidate impossible = new Named("impossible", null);
        List<String> heard = new ArrayList<>();

        // when
        BacktestResult result = Backtest.run(
                DATA, List.of(impossible, new BaselineCandidate(Baseline.USUAL)), new Backtest.BacktestListener() {
                    @Override
                    public void begins(Candidate candidate) {
                        heard.add("begins " + candidate.name());
                    }

                    @Override
                    public void ended(Candidate candidate) {
                        heard.add("ended " + candidate.name());
                    }
                });

        // then
        assertThat(result.leftOut()).containsEntry("impossible", "it needs a year");
        assertThat(result.methods()).containsExactly("usual");
        assertThat(heard).containsExactly("begins impossible", "ended impossible", "begins usual", "ended usual");
    }

    @Test
    void shouldRefuseReadingsThatAreTooFew() {
        // given
        List<Reading> short1 = Rolling.readings("a", 2, 10, 1);

        // when, then
        assertThatThrownBy(() -> Rolling.data(short1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no sensor has a training window before 2023-03-07T")
                .hasMessageContaining("54 buckets");
        assertThatThrownBy(() -> RollingData.cut(List.of(), 0.2)).hasMessageContaining("there are no readings");
        assertThatThrownBy(() -> RollingData.cut(short1, 1)).hasMessageContaining("must be above 0 and below 1");
    }

    @Test
    void shouldEndABlockWhereItIsTold() {
        // given
        Instant cut = DATA.past().cut();
        Instant end = cut.plus(Duration.ofDays(4));

        // when
        BacktestData data =
                RollingData.of(Rolling.CONFIG, READINGS, Rolling.NOW, cut).cut(cut, end);
        Evaluation evaluation = Backtest.run(
                        data, List.of(new BaselineCandidate(Baseline.YESTERDAY)), Backtest.BacktestListener.SILENT)
                .evaluation();

        // then: 73 origins have all 24 targets before the end, those after them one less each
        SensorScores scores = requireNonNull(evaluation.sensors().get(A));
        assertThat(scores.origins()).isEqualTo(96);
        assertThat(scores.targets()).isEqualTo(73 * 24 + 23 * 24 / 2);
    }

    /** @param fitted null if it cannot be fitted */
    private record Named(
            String name, @org.jspecify.annotations.Nullable FittedCandidate fitted) implements Candidate {
        @Override
        public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
            if (fitted == null) {
                throw new CannotFitException("it needs a year");
            }
            return fitted;
        }
    }
}
