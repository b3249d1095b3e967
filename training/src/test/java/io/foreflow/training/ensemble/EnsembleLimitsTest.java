package io.foreflow.training.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.Member;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.SyntheticSeries;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingReport;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipes;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnsembleLimitsTest {
    private static final int ROWS = 40_000;

    @Test
    void shouldSayNothingWhileEverythingIsTrained() {
        assertThat(new EnsembleLimits(50, ROWS, ROWS).notes()).isEmpty();
    }

    @Test
    void shouldSayWhatIsLeftOutFromTheNextSensorOn() {
        assertThat(new EnsembleLimits(51, ROWS, ROWS).notes())
                .containsExactly("51 sensors: hourly regressions are left out (at most 50)");
        assertThat(new EnsembleLimits(500, ROWS, ROWS).notes())
                .containsExactly("500 sensors: hourly regressions are left out (at most 50)");
        assertThat(new EnsembleLimits(501, ROWS, ROWS).notes())
                .containsExactly("501 sensors: each sensor's own regressions are left out (at most 500)");
    }

    @Test
    void shouldSayHowManyWindowsThePartsForAllSensorsSee() {
        assertThat(new EnsembleLimits(2, ROWS + 1, ROWS).notes())
                .containsExactly(
                        "40,001 windows: the parts for all sensors are fitted to 40,000 of them, evenly spread");
    }

    @Test
    void shouldLeaveOutWhatItSaysAndReportIt() {
        // given: 51 sensors with enough days for hourly regressions, and a plan of 1,000 rows
        List<TrainingWindow> windows = IntStream.rangeClosed(1, 51)
                .mapToObj(i -> new SyntheticSeries("s-" + i, "UTC", "2025-03-03T00:00:00Z", 24 * 62, 10, i))
                .flatMap(series -> series.windows().stream())
                .toList();
        EnsemblePlan plan = new EnsemblePlan(
                "small", "a test", List.of(Recipes.builtIn("dense", WindowShape.DEFAULT)), 1, 1_000, 0.2);

        // when
        TrainingResult many = run(plan, windows);
        TrainingResult few = run(
                plan,
                windows.stream()
                        .filter(window -> window.window().sensor().value().length() == 3)
                        .toList());

        // then
        assertThat(many.data().limits())
                .hasSize(2)
                .startsWith("51 sensors: hourly regressions are left out (at most 50)");
        assertThat(many.data().limits().get(1)).contains("are fitted to 1,000 of them");
        assertThat(few.data().limits()).hasSize(1);
        assertThat(names(many)).doesNotContain(LinearMembers.HOURS);
        assertThat(names(few)).contains(LinearMembers.HOURS);
        TrainingReport report = new TrainingReport(many, new TrainingReport.RunFacts(1, "a machine"));
        assertThat(report.html()).contains("51 sensors: hourly regressions are left out (at most 50)");
        assertThat(report.json().at("/data/limits/0").asText())
                .isEqualTo(many.data().limits().get(0));
    }

    private static List<String> names(TrainingResult result) {
        return result.bundle().forecastTask().members().stream()
                .map(Member::name)
                .distinct()
                .toList();
    }

    private static TrainingResult run(EnsemblePlan plan, List<TrainingWindow> windows) {
        return new EnsembleJob(plan, recipe -> FusedEngine.plain(), network -> FusedEngine.plain(), epoch -> false)
                .run(windows, new Provenance(new ModelRef("m", "1"), Instant.EPOCH, "0.1", "17", "test"));
    }
}
