package io.foreflow.tutorials.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.training.fit.WorkListener;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainFitTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @BeforeEach
    void writeData() {
        TableFixture.write(folder, 200);
    }

    private StudyResult run(String change) throws Exception {
        StudyRecipe recipe = TableFixture.recipe(TableFixture.REGRESSION, change);
        return new StudyRunner(recipe, new RunOptions(folder, 10, false, 2), WorkListener.SILENT).run();
    }

    private static JsonNode protocol(StudyResult result, String name) {
        return StudyJson.of(result, new Machine("test", "a machine"))
                .path("protocols")
                .path(name);
    }

    @Test
    void shouldTellTheFitApartFromFoldsAndFreshFit() throws Exception {
        // given: the honest protocol has four folds of 20 epochs, a history of four times 12, and a fresh fit

        // when
        StudyResult result = run("{}");

        // then
        for (var protocol : result.protocols().values()) {
            assertThat(protocol.runs())
                    .allSatisfy(
                            run -> assertThat(run.fits().seconds()).isPositive().isLessThan(run.seconds()))
                    .allSatisfy(run ->
                            assertThat(run.fits().main()).isSameAs(run.fit().orElseThrow()));
        }
        List<RunResult> runs = result.kept().runs();
        assertThat(protocol(result, Protocol.HONEST).path("fitEpochs").doubleValue())
                .isEqualTo(60);
        assertThat(protocol(result, Protocol.HONEST).path("fitSeconds").doubleValue())
                .isCloseTo((runs.get(0).fits().seconds() + runs.get(1).fits().seconds()) / 2, within(1e-9));
    }

    @Test
    void shouldTakeTheFreshFitWhereThereIsNoOther() throws Exception {
        // when
        StudyResult result =
                run("protocols: {honest: null, published: {training: 0%..80%, validation: null, refit: {epochs: 7}}}");

        // then
        RunResult run = result.kept().first();
        assertThat(run.fit()).isEmpty();
        assertThat(run.fits().main()).isSameAs(run.refit().orElseThrow());
        assertThat(run.fits().seconds()).isPositive().isLessThan(run.seconds());
        assertThat(protocol(result, Protocol.PUBLISHED).path("fitEpochs").doubleValue())
                .isEqualTo(7);
    }

    @Test
    void shouldCountTheEpochsThatEarlyStoppingLeaves() throws Exception {
        // when
        StudyResult result = run("{training: {epochs: 5000, earlyStopping: {patience: 1}}}");

        // then
        List<RunResult> runs =
                result.protocols().values().stream().findFirst().orElseThrow().runs();
        double mean = runs.stream()
                .mapToInt(run -> run.fit().orElseThrow().epochs().size())
                .average()
                .orElseThrow();
        assertThat(mean).isLessThan(5000);
        assertThat(protocol(result, Protocol.PUBLISHED).path("fitEpochs").doubleValue())
                .isEqualTo(mean);
    }
}
