package io.foreflow.training.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.Member;
import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.SyntheticSeries;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.fit.FollowedFits;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingJob;
import io.foreflow.training.job.TrainingReport;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EnsembleCovariatesTest {
    private static final Provenance PROVENANCE =
            new Provenance(new ModelRef("m", "1"), Instant.parse("2026-01-01T00:00:00Z"), "0.1", "17", "test");
    private static final List<TrainingWindow> PLAIN =
            new SyntheticSeries("a", "UTC", "2025-03-03T00:00:00Z", 24 * 60, 10, 1).windows();

    @Test
    void shouldReadAheadWhatTheTargetFollows() {
        // given: a number that is announced, and the target a multiple of it off what it was
        List<TrainingWindow> told = told(PLAIN, "heat", true);
        List<TrainingWindow> untold = PLAIN.stream()
                .map(window -> new TrainingWindow(window.window(), moved(window), List.of()))
                .toList();

        // when
        TrainingResult with = ensemble(told);
        TrainingResult without = ensemble(untold);

        // then
        assertThat(with.bundle().forecastTask().members()).allSatisfy(member -> assertThat(member.covariates())
                .extracting(CovariateInput::name, CovariateInput::ahead)
                .containsExactly(tuple("heat", true)));
        assertThat(without.bundle().forecastTask().members())
                .allSatisfy(member -> assertThat(member.covariates()).isEmpty());
        assertThat(mase(with)).isLessThan(0.8 * mase(without));
        assertThat(Bundles.read(Bundles.write(with.bundle()))).isEqualTo(with.bundle());
    }

    @Test
    void shouldPlanFitsWithCovariatesOnlyWhereThereAreSomeAndNoneOnceStopped() {
        // given: listeners who wish to stop at once
        Impatient without = new Impatient();
        Impatient with = new Impatient();

        // when
        ensemble(PLAIN, without);
        ensemble(told(PLAIN, "heat", true), with);

        // then: one fit more, and a larger network in the others; in the end what was done before the wish
        assertThat(with.most).isGreaterThan(1.4 * without.most);
        assertThat(without.planned).isCloseTo(without.done, withinPercentage(1e-6));
        assertThat(with.planned).isCloseTo(with.done, withinPercentage(1e-6));
    }

    private static final class Impatient implements TrainingListener {
        /** The largest work of networks that was planned. */
        private double most;

        private double networks;
        private double planned;
        private double done;

        @Override
        public void planned(String kind, double work) {
            planned += work;
            networks += kind.startsWith("dense") ? work : 0;
            most = Math.max(most, networks);
        }

        @Override
        public void done(String kind, double work) {
            done += work;
        }

        @Override
        public boolean onEpoch(EpochLoss epoch) {
            return false;
        }
    }

    @Test
    void shouldReadANeighbourOfOneSensorForThatSensorAlone() {
        // given: of two sensors one has a neighbour, which is worth reading
        List<TrainingWindow> other = new SyntheticSeries("b", "UTC", "2025-03-03T00:00:00Z", 24 * 60, 20, 2).windows();
        List<TrainingWindow> windows =
                Stream.concat(told(PLAIN, "c", true).stream(), other.stream()).toList();

        WindowSet all = WindowSet.of(windows);
        Split split = new Split(set(windows, 0), set(windows, 1), Instant.EPOCH, 0);

        RegressionWork work = new RegressionWork(new FollowedFits(TrainingListener.SILENT), all, 40_000);

        // when
        EnsembleLimits limits = new EnsembleLimits(2, all.size(), 40_000);
        FittedMembers fitted = LinearMembers.choose(split, split, limits, work).fit(all, all, work);

        // then
        assertThat(fitted.members())
                .extracting(Member::sensor, member -> member.covariates().size())
                .contains(
                        tuple(Optional.of(SensorId.of("a")), 1),
                        tuple(Optional.of(SensorId.of("b")), 0),
                        tuple(Optional.empty(), 0));
    }

    @Test
    void shouldGiveARecipesNetworkTheCovariatesIfThatIsBetter() {
        // given
        Recipe dense = Recipes.builtIn("dense", WindowShape.DEFAULT);
        List<CovariateInput> covariates = List.of(new CovariateInput("heat", 0, 1, true));

        // when
        TrainingResult result = TrainingJob.run(
                dense, told(PLAIN, "heat", true), FusedEngine.plain(), PROVENANCE, TrainingListener.SILENT);

        // then
        assertThat(result.recipe().network().inputs())
                .isEqualTo(
                        dense.reading(covariates, WindowShape.DEFAULT).network().inputs())
                .isNotEqualTo(dense.network().inputs());
        assertThat(result.bundle().forecastTask().members().get(0).covariates())
                .extracting(CovariateInput::name)
                .containsExactly("heat");
        assertThat(new TrainingReport(result, new TrainingReport.RunFacts(1, "")).html())
                .contains("<dt>Covariates</dt><dd><code>heat</code> (also ahead)</dd>");
    }

    @Test
    void shouldLeaveTheTutorialsShapesAsTheyAre() {
        // when
        TrainingResult result = TrainingJob.run(
                Recipes.builtIn("tutorial-dense", WindowShape.DEFAULT),
                told(PLAIN, "heat", true),
                FusedEngine.plain(),
                PROVENANCE,
                epoch -> epoch.epoch() < 2);

        // then
        assertThat(result.bundle().forecastTask().members().get(0).covariates()).isEmpty();
    }

    private static WindowSet set(List<TrainingWindow> windows, int part) {
        Split split = Split.byTime(WindowSet.of(windows), 0.25);
        return part == 0 ? split.training() : split.validation();
    }

    private static List<TrainingWindow> told(List<TrainingWindow> windows, String name, boolean ahead) {
        return windows.stream()
                .map(window -> new TrainingWindow(
                        window.window().toBuilder()
                                .covariates(Map.of(name, covariate(window.window(), ahead)))
                                .build(),
                        moved(window),
                        List.of()))
                .toList();
    }

    private static Covariate covariate(Window window, boolean ahead) {
        return new Covariate(
                Values.generate(24, i -> heat(window.targetTime(i - 24))),
                ahead ? Values.generate(24, i -> heat(window.targetTime(i))) : Values.missing(24));
    }

    private static Values moved(TrainingWindow window) {
        return Values.generate(
                24, lead -> window.target().at(lead) + 5 * heat(window.window().targetTime(lead)));
    }

    /** From −1 to 1, with a period that is no day's. */
    private static double heat(Instant time) {
        return Math.sin(time.getEpochSecond() / 3600.0 * 0.7) * Math.cos(time.getEpochSecond() / 3600.0 * 0.111);
    }

    private static double mase(TrainingResult result) {
        return result.evaluation().evaluation().mean("network").mase();
    }

    private static TrainingResult ensemble(List<TrainingWindow> windows) {
        return ensemble(windows, TrainingListener.SILENT);
    }

    private static TrainingResult ensemble(List<TrainingWindow> windows, TrainingListener listener) {
        EnsemblePlan plan = new EnsemblePlan(
                "small", "for a test", List.of(Recipes.builtIn("dense", WindowShape.DEFAULT)), 1, 600, 0.25);
        return new EnsembleJob(plan, recipe -> FusedEngine.plain(), network -> FusedEngine.plain(), listener)
                .run(windows, PROVENANCE);
    }
}
