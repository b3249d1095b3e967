package io.foreflow.training.ensemble;

import static java.time.temporal.ChronoUnit.HOURS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.SyntheticSeries;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipe.Finish;
import io.foreflow.training.recipe.Recipes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnsembleJobTest {
    private static final Provenance PROVENANCE =
            new Provenance(new ModelRef("m", "1"), Instant.parse("2026-01-01T00:00:00Z"), "0.1", "17", "test");
    private static final List<Recipe> NETWORKS = List.of(Recipes.builtIn("dense", WindowShape.DEFAULT));
    private static final int FINISH =
            NETWORKS.get(0).options().finish().stream().mapToInt(Finish::epochs).sum();
    private static final List<TrainingWindow> WINDOWS = windows();
    private static final TrainingResult RESULT = run(WINDOWS);

    @Test
    void shouldBeatEveryBaselineWhereThereIsSomethingToLearn() {
        // given
        Evaluation evaluation = RESULT.evaluation().evaluation();

        // then
        assertThat(evaluation.sensors()).hasSize(2);
        evaluation.sensors().values().forEach(sensor -> evaluation.methods().stream()
                .skip(1)
                .forEach(baseline -> assertThat(sensor.score("network").mase())
                        .isLessThan(sensor.score(baseline).mase())));
    }

    @Test
    void shouldSurviveItsBundleAndForecastTheSameOneByOneAsTogether() {
        // given
        TrainedModel read = Bundles.read(Bundles.write(RESULT.bundle()));
        List<Window> windows = WINDOWS.stream()
                .map(TrainingWindow::window)
                .skip(WINDOWS.size() - 40L)
                .toList();

        try (ModelForecaster original = open(RESULT.bundle());
                ModelForecaster copy = open(read)) {
            // when
            List<ForecastOutcome> together = original.forecastAll(windows);

            // then
            assertThat(read).isEqualTo(RESULT.bundle());
            for (int i = 0; i < windows.size(); i++) {
                Forecasted one = (Forecasted) copy.forecast(windows.get(i));
                Forecasted all = (Forecasted) together.get(i);
                for (int lead = 0; lead < 24; lead++) {
                    assertThat(one.values().at(lead))
                            .isCloseTo(all.values().at(lead), org.assertj.core.data.Percentage.withPercentage(0.01));
                }
            }
        }
    }

    @Test
    void shouldKnowWhatToDoWithASensorThatItHasNeverSeen() {
        // given
        Window known = WINDOWS.get(WINDOWS.size() - 1).window();
        Window unknown = new SyntheticSeries("new", known.zone().getId(), "2025-03-03T00:00:00Z", 24 * 40, 10, 9)
                .windows()
                .get(700)
                .window();

        try (ModelForecaster forecaster = open(RESULT.bundle())) {
            // then
            assertThat(forecaster.forecast(unknown)).isInstanceOf(Forecasted.class);
        }
        assertThat(RESULT.bundle().forecastTask().otherShares().byMember().keySet())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(RESULT.bundle().forecastTask().members().stream()
                                .filter(member -> member.name().equals(name)))
                        .allSatisfy(member -> assertThat(member.sensor()).isEmpty()));
    }

    @Test
    void shouldCopyASeriesThatRepeatsItself() {
        // given: every day is as the first
        SyntheticSeries series = new SyntheticSeries("same", "UTC", "2025-01-06T00:00:00Z", 24 * 70, 10, 3);
        series.values()
                .replaceAll((time, value) -> requireNonNull(series.values()
                        .get(Instant.parse("2025-01-06T00:00:00Z").plus(time.getEpochSecond() / 3600 % 24, HOURS))));
        List<TrainingWindow> windows = series.windows();

        // when
        TrainedModel bundle = Bundles.read(Bundles.write(run(windows).bundle()));

        // then
        Window last = windows.get(windows.size() - 1).window();
        try (ModelForecaster forecaster = open(bundle)) {
            assertThat(forecaster.forecast(last)).isInstanceOfSatisfying(Forecasted.class, forecasted -> {
                assertThat(forecasted.values()).isEqualTo(last.yesterday());
                assertThat(forecasted.method()).isIn("yesterday", "lastWeek", "usual");
            });
        }
    }

    @Test
    void shouldSayWhereIntervalsStart() {
        // given
        IntervalStarts starts = RESULT.bundle().forecastTask().intervals();
        Window unknown = new SyntheticSeries("new", "UTC", "2025-03-03T00:00:00Z", 24 * 40, 10, 9)
                .windows()
                .get(700)
                .window();

        // then
        assertThat(starts.sensors()).containsOnlyKeys(SensorId.of("a"), SensorId.of("b"));
        assertThat(starts.at(unknown))
                .hasValueSatisfying(tracker -> assertThat(tracker.hasObserved()).isFalse());
    }

    @Test
    void shouldCarryOnlyMembersThatSomebodyAsksFor() {
        // given
        TrainedModel bundle = RESULT.bundle();

        // then
        assertThat(bundle.networks())
                .extracting(NamedNetwork::name)
                .containsExactlyInAnyOrderElementsOf(bundle.forecastTask().members().stream()
                        .flatMap(member -> member.networks().stream())
                        .toList());
        for (SensorId sensor : List.of(SensorId.of("a"), SensorId.of("b"))) {
            assertThat(bundle.forecastTask().sharesFor(sensor).byMember().values().stream()
                            .mapToDouble(share -> share)
                            .sum())
                    .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
        }
    }

    @Test
    void shouldGiveTheSameBytesAgain() {
        assertThat(Bundles.write(run(WINDOWS).bundle())).isEqualTo(Bundles.write(RESULT.bundle()));
    }

    @Test
    void shouldFitNothingMoreOnceStoppedAndKeepWhatIsThere() {
        // given: a second network, and a listener who wishes to stop at the first epoch
        List<EpochLoss> told = new ArrayList<>();
        List<Recipe> networks = List.of(
                Recipes.builtIn("dense", WindowShape.DEFAULT), Recipes.builtIn("simple-rnn", WindowShape.DEFAULT));

        // when
        TrainingResult stopped = run(networks, WINDOWS, epoch -> {
            told.add(epoch);
            return false;
        });

        // then
        assertThat(told).hasSize(1);
        assertThat(stopped.fit().epochs()).hasSize(1);
        assertThat(stopped.bundle().networks()).extracting(NamedNetwork::name).doesNotContain("simple-rnn", "dense-2");
        assertThat(Bundles.read(Bundles.write(stopped.bundle()))).isEqualTo(stopped.bundle());
    }

    @Test
    void shouldKeepWhatWasValidatedWhenStoppedWhileEverythingIsFittedAnew() {
        // given
        int validated = RESULT.fit().epochs().size();

        // when: the wish comes with the last epoch before the block, with the first after it, and with the first of the
        // second seed
        List<TrainedModel> stopped = IntStream.of(
                        validated, validated + 1, validated + RESULT.fit().bestEpoch() + FINISH + 1)
                .mapToObj(last ->
                        run(NETWORKS, WINDOWS, epoch -> epoch.epoch() < last).bundle())
                .toList();

        // then
        assertThat(stopped).containsOnly(stopped.get(0)).doesNotContain(RESULT.bundle());
    }

    @Test
    void shouldSayWhenThereIsTooLittle() {
        assertThatThrownBy(() -> run(WINDOWS.subList(0, 3))).hasMessageContaining("too few");
    }

    private static ModelForecaster open(TrainedModel bundle) {
        return ModelForecaster.open(bundle, network -> FusedEngine.plain());
    }

    private static TrainingResult run(List<TrainingWindow> windows) {
        return run(NETWORKS, windows, TrainingListener.SILENT);
    }

    private static TrainingResult run(List<Recipe> networks, List<TrainingWindow> windows, TrainingListener listener) {
        EnsemblePlan plan = new EnsemblePlan("test", "for a test", networks, 2, 1_000, 0.25);
        return new EnsembleJob(plan, recipe -> FusedEngine.plain(), network -> FusedEngine.plain(), listener)
                .run(windows, PROVENANCE);
    }

    private static List<TrainingWindow> windows() {
        List<TrainingWindow> windows = new ArrayList<>();
        windows.addAll(new SyntheticSeries("a", "UTC", "2025-01-06T00:00:00Z", 24 * 70, 100, 1).windows());
        windows.addAll(new SyntheticSeries("b", "UTC", "2025-01-06T00:00:00Z", 24 * 70, 10, 2).windows());
        return windows;
    }
}
