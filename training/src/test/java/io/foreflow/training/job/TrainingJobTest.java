package io.foreflow.training.job;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.bundle.BundleException;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.ValidationBlock;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.SyntheticSeries;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingJobTest {
    private static final EngineSelector ENGINES = new EngineSelector(EngineChoice.AUTO);
    private static final Provenance PROVENANCE =
            new Provenance(new ModelRef("m", "1"), Instant.parse("2026-01-01T00:00:00Z"), "0.1", "17", "test");
    private static final TrainingReport.RunFacts RUN = new TrainingReport.RunFacts(12.34, "two cores");
    private static final List<TrainingWindow> WINDOWS = windows();

    private static final TrainingResult RESULT = run(dense(), WINDOWS, TrainingListener.SILENT);

    @TempDir
    Path folder;

    @Test
    void shouldBeatEveryBaselineWhereThereIsSomethingToLearn() {
        // given
        Evaluation evaluation = RESULT.evaluation().evaluation();

        // then
        assertThat(evaluation.methods()).containsExactly("network", "persistence", "yesterday", "lastWeek", "usual");
        assertThat(evaluation.sensors().keySet()).containsExactly(SensorId.of("a"), SensorId.of("b"));
        assertThat(evaluation.sensors().values()).allSatisfy(sensor -> {
            for (String baseline : evaluation.methods().subList(1, 5)) {
                assertThat(sensor.score("network").mase())
                        .isLessThan(sensor.score(baseline).mase());
            }
        });
        assertThat(RESULT.evaluation().fallbacks()).isZero();
    }

    @Test
    void shouldStartIntervalsAsWideAsTheErrorsAfterTheFitWere() {
        // given
        IntervalStarts starts = RESULT.bundle().forecastTask().intervals();

        // then: about as many of the values lie within the bounds of the first forecast as shall
        assertThat(starts.sensors()).containsOnlyKeys(SensorId.of("a"), SensorId.of("b"));
        starts.sensors().forEach((sensor, tracker) -> {
            Window window = WINDOWS.stream()
                    .map(TrainingWindow::window)
                    .filter(each -> each.sensor().equals(sensor))
                    .reduce((first, second) -> second)
                    .orElseThrow();
            Interval interval = tracker.bounds(window, Values.generate(24, lead -> 0), TargetBounds.NONE)
                    .orElseThrow();
            double mae = requireNonNull(
                            RESULT.evaluation().evaluation().sensors().get(sensor))
                    .score("network")
                    .mae();
            double width = interval.upper().stream().average().orElseThrow()
                    - interval.lower().stream().average().orElseThrow();
            assertThat(width / mae).as("width over error").isBetween(2.0, 8.0);
        });
    }

    @Test
    void shouldGiveTheSameBytesForTheSameWindowsInAnyOrder() throws BundleException {
        // given
        List<TrainingWindow> shuffled = new ArrayList<>(WINDOWS);
        shuffled.addAll(WINDOWS.subList(0, 50));
        Collections.shuffle(shuffled, new Random(5));

        // when
        TrainingResult again = run(dense(), shuffled, TrainingListener.SILENT);

        // then
        byte[] bytes = Bundles.write(again.bundle());
        assertThat(bytes).isEqualTo(Bundles.write(RESULT.bundle()));
        assertThat(Bundles.read(bytes)).isEqualTo(RESULT.bundle());
    }

    @Test
    void shouldSayInTheCardWhereTheModelCameFrom() {
        assertThat(RESULT.bundle().ref()).isEqualTo(new ModelRef("m", "1"));
        assertThat(RESULT.bundle().forecastTask().shape()).isEqualTo(WindowShape.DEFAULT);
        assertThat(RESULT.bundle().forecastTask().zones())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("America/Los_Angeles", "UTC");
        assertThat(RESULT.bundle().forecastTask().members())
                .singleElement()
                .satisfies(member -> assertThat(member.features()).isEqualTo("blend-row"));
        assertThat(RESULT.bundle().forecastTask().bounds()).isEqualTo(TargetBounds.NOT_NEGATIVE);
        assertThat(RESULT.bundle().card().build().recipe()).isEqualTo("dense");
        assertThat(RESULT.bundle().card().build().created()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(RESULT.bundle().card().build().engine()).isEqualTo("fused");
        assertThat(RESULT.bundle().card().fit().dataDigest())
                .isEqualTo(RESULT.data().digest());
        assertThat(RESULT.bundle().card().fit().rows()).isEqualTo(WINDOWS.size());
        assertThat(RESULT.bundle().card().fit().sensors()).isEqualTo(2);
        assertThat(RESULT.bundle().card().block())
                .contains(new ValidationBlock(RESULT.data().cut(), RESULT.data().lastOrigin()));
        assertThat(RESULT.bundle().card().forced()).isFalse();
        assertThat(RESULT.bundle().card().fit().seed()).isEqualTo(237);
        assertThat(RESULT.bundle().card().fit().bestEpoch())
                .isEqualTo(RESULT.fit().bestEpoch());
        assertThat(RESULT.bundle().card().validation())
                .containsOnlyKeys("network", "persistence", "yesterday", "lastWeek", "usual");
        assertThat(requireNonNull(RESULT.bundle().card().validation().get("network"))
                        .mase())
                .isEqualTo(RESULT.evaluation().evaluation().mean("network").mase());
    }

    @Test
    void shouldSayInTheCardWhichEngineFitted() {
        // given
        Recipe recipe = Recipes.builtIn("tutorial-dense", WindowShape.DEFAULT);
        Engine dl4j = new EngineSelector(EngineChoice.DL4J)
                .forTraining(recipe.network(), recipe.training())
                .engine();

        // when
        TrainingResult result = TrainingJob.run(recipe, WINDOWS, dl4j, PROVENANCE, epoch -> false);

        // then
        assertThat(result.bundle().card().build().engine()).isEqualTo("dl4j");
    }

    @Test
    void shouldTellOfEachEpochAndStopWhenAsked() {
        // given
        List<EpochLoss> epochs = new ArrayList<>();

        // when
        TrainingResult stopped = run(dense(), WINDOWS, epoch -> {
            epochs.add(epoch);
            return epoch.epoch() < 2;
        });

        // then
        assertThat(epochs).extracting(EpochLoss::epoch).containsExactly(1, 2);
        assertThat(stopped.fit().epochs()).hasSize(2);
    }

    @Test
    void shouldTellHowManyEpochsThereWillBeAndLastOfAllHowManyThereWere() {
        // given: no covariates, so that there is one fit before the validation block, and one on everything
        Recipe recipe = dense();
        Told told = new Told();

        // when
        run(recipe, WINDOWS, told);

        // then
        assertThat(told.plannedAtFirst)
                .isGreaterThan(recipe.epochs() * recipe.workOfEpoch(WINDOWS.size()))
                .isLessThan(2 * recipe.epochs() * recipe.workOfEpoch(WINDOWS.size()));
        assertThat(told.planned).isLessThan(told.plannedAtFirst).isCloseTo(told.done, withinPercentage(1e-6));
        assertThat(told.said)
                .singleElement(STRING)
                .matches("dense stopped early after \\d+ of " + recipe.epochs() + " epochs");
    }

    private static final class Told implements TrainingListener {
        private final List<String> said = new ArrayList<>();
        private double planned;

        /** All work that was planned before any was done. */
        private double plannedAtFirst;

        private double done;

        @Override
        public void planned(String kind, double work) {
            planned += work;
            plannedAtFirst = done == 0 ? planned : plannedAtFirst;
        }

        @Override
        public void done(String kind, double work) {
            done += work;
            assertThat(done).isLessThanOrEqualTo(planned * (1 + 1e-9));
        }

        @Override
        public void says(String what) {
            said.add(what);
        }

        @Override
        public boolean onEpoch(EpochLoss epoch) {
            return true;
        }
    }

    @Test
    void shouldKeepWhatWasValidatedWhenStoppedWhileItIsFittedAnew() {
        // given
        int validated = RESULT.fit().epochs().size();

        // when: the wish comes with the last epoch before the network is fitted anew, and with the first one after
        TrainingResult before = run(dense(), WINDOWS, epoch -> epoch.epoch() < validated);
        TrainingResult amid = run(dense(), WINDOWS, epoch -> epoch.epoch() < validated + 1);

        // then
        assertThat(amid.bundle()).isEqualTo(before.bundle()).isNotEqualTo(RESULT.bundle());
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple-rnn", "lstm", "tutorial-dense", "tutorial-simple-rnn", "tutorial-lstm"})
    void shouldTrainEveryRecipe(String name) {
        // when
        TrainingResult trained = run(Recipes.builtIn(name, WindowShape.DEFAULT), WINDOWS, epoch -> epoch.epoch() < 3);

        // then
        assertThat(trained.fit().epochs()).hasSize(3);
        assertThat(trained.fit().epochs().get(2).loss())
                .isLessThan(trained.fit().epochs().get(0).loss());
        assertThat(trained.evaluation().evaluation().mean("network").mase()).isFinite();
    }

    @Test
    void shouldRefuseARecipeReadForAnotherShape() {
        // given
        Recipe recipe = Recipes.builtIn("dense", new WindowShape(Step.HOUR, 6, 12));

        // then
        assertThatThrownBy(() -> run(recipe, WINDOWS, TrainingListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recipe dense");
    }

    @Test
    void shouldReportForPeople() {
        // when
        String report = new TrainingReport(RESULT, RUN).html();

        // then
        assertThat(report)
                .contains("<h1>Training of m@1</h1>")
                .contains("smaller than that of the best baseline")
                .contains("<code>dense</code>: ")
                .contains("<dt>Covariates</dt><dd>none</dd>")
                .contains("SHA-256 of the windows <code>" + RESULT.data().digest())
                .contains("origins from <code>" + RESULT.data().cut() + "</code> on")
                .contains("<th scope=\"row\"><code>a</code></th>")
                .contains("<th scope=\"col\" class=\"number\">lastWeek</th>")
                .contains("<strong>Error by lead</strong>", "<strong>Loss by epoch</strong>")
                .contains("12.3 seconds on two cores")
                .contains("<h2>Where it loses</h2>");
    }

    @Test
    void shouldReportWhatTheGateSaid() {
        // given
        Verdict verdict = new Verdict(0.5, Map.of("ridge", 0.25), List.of(), List.of());
        TrainingReport report = new TrainingReport(RESULT, new TrainingReport.RunFacts(1, "", Optional.of(verdict)));

        // then
        assertThat(report.html()).contains("<h2>The gate</h2>", "It is refused: ", "100.0 % larger</td><td>no</td>");
        assertThat(report.json().at("/gate/best").textValue()).isEqualTo("ridge");
        assertThat(new TrainingReport(RESULT, RUN).html()).doesNotContain("<h2>The gate</h2>");
        assertThat(new TrainingReport(RESULT, RUN).json().has("gate")).isFalse();
    }

    @Test
    void shouldReportForPrograms() {
        // when
        ObjectNode json = new TrainingReport(RESULT, RUN).json();

        // then
        assertThat(json.at("/mean/network/mase").doubleValue())
                .isEqualTo(RESULT.evaluation().evaluation().mean("network").mase());
        assertThat(json.at("/mean/lastWeek/mae").isNumber()).isTrue();
        assertThat(json.at("/sensors/1/sensor").textValue()).isEqualTo("b");
        assertThat(json.at("/sensors/1/methods/usual/maseByLead")).hasSize(24);
        assertThat(json.at("/epochs")).hasSize(RESULT.fit().epochs().size());
        assertThat(json.at("/data/sha256").textValue()).isEqualTo(RESULT.data().digest());
        assertThat(json.at("/data/training").intValue()
                        + json.at("/data/validation").intValue()
                        + json.at("/data/purged").intValue()
                        + json.at("/data/leftOut").intValue())
                .isEqualTo(WINDOWS.size());
        assertThat(json.at("/network/layers").isArray()).isTrue();
    }

    @Test
    void shouldSayWhereItLoses() {
        // given: a network that has seen one epoch of six lags
        TrainingResult poor = run(Recipes.builtIn("tutorial-dense", WindowShape.DEFAULT), WINDOWS, epoch -> false);

        // then
        assertThat(new TrainingReport(poor, RUN).html())
                .contains("larger than that of the best", ": do not promote it.")
                .contains("<li>at sensor <code>a</code> to ")
                .contains("<li>at lead 24 to ");
    }

    @Test
    void shouldWriteReports() throws IOException {
        // when
        List<Path> files = ReportFiles.write(folder.resolve("new"), "m-1", RESULT, RUN);

        // then
        assertThat(files)
                .allSatisfy(file -> assertThat(file).isNotEmptyFile())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("m-1.report.html", "m-1.report.json");
    }

    private static Recipe dense() {
        return Recipes.builtIn("dense", WindowShape.DEFAULT);
    }

    private static TrainingResult run(Recipe recipe, List<TrainingWindow> windows, TrainingListener listener) {
        Engine engine = ENGINES.forTraining(recipe.network(), recipe.training()).engine();
        return TrainingJob.run(recipe, windows, engine, PROVENANCE, listener);
    }

    private static List<TrainingWindow> windows() {
        List<TrainingWindow> windows = new ArrayList<>(
                new SyntheticSeries("a", "America/Los_Angeles", "2021-01-31T08:00:00Z", 24 * 60, 100, 1).windows());
        windows.addAll(new SyntheticSeries("b", "UTC", "2021-01-31T08:00:00Z", 24 * 60, 3000, 2).windows());
        return windows;
    }
}
