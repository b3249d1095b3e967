package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.tabular.Answer;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.Question;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.tutorials.study.RunFolder.RunOutput;
import io.foreflow.tutorials.study.StudyResult.ProtocolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyRunnerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @BeforeEach
    void writeData() {
        TableFixture.write(folder, 200);
    }

    private RunOptions options(int threads) {
        return new RunOptions(folder, 10, true, threads);
    }

    private StudyResult run(StudyRecipe recipe) throws Exception {
        return new StudyRunner(recipe, options(2), WorkListener.SILENT).run();
    }

    private static ProtocolResult protocol(StudyResult result, String name) {
        return requireNonNull(result.protocols().get(name));
    }

    @Test
    void shouldTakeStatisticsFromTheTrainingRowsAloneUnlessALeakIsAskedFor() throws Exception {
        // given: rows after the first 70 % reach ten times as far
        StudyRecipe recipe = TableFixture.recipe(TableFixture.REGRESSION);

        // when
        StudyResult result = run(recipe);

        // then
        Columns honest =
                (Columns) protocol(result, Protocol.HONEST).first().model().input();
        Columns leaking =
                (Columns) protocol(result, Protocol.PUBLISHED).first().model().input();
        assertThat(leaking.columns().get(0).scale())
                .isGreaterThan(1.3 * honest.columns().get(0).scale());
        RowSplit cut = protocol(result, Protocol.HONEST).first().cut();
        double[] x = IntStream.of(cut.training().and(cut.validation()).toArray())
                .mapToDouble(
                        row -> ((TableSource) protocol(result, Protocol.HONEST).source()).feature(row))
                .toArray();
        double mean = java.util.Arrays.stream(x).average().orElseThrow();
        assertThat(honest.columns().get(0).shift()).isCloseTo(mean, within(1e-9));
    }

    @Test
    void shouldFollowTheProtocolInOrder() throws Exception {
        // when
        StudyResult result = run(TableFixture.recipe(TableFixture.REGRESSION));

        // then
        ProtocolResult honest = protocol(result, Protocol.HONEST);
        assertThat(honest.runs()).hasSize(2);
        assertThat(honest.metrics())
                .containsKeys(
                        "foldMae1", "foldMae4", "foldMae", "foldMaeDeviation", "bestEpoch", "refitEpochs", "testMae");
        assertThat(requireNonNull(honest.metrics().get("refitEpochs")).mean())
                .isEqualTo(requireNonNull(honest.metrics().get("bestEpoch")).mean());
        RunResult run = honest.first();
        assertThat(run.history()).hasSize(12);
        assertThat(run.evaluatedRows().count()).isEqualTo(40);
        assertThat(run.refit().orElseThrow().epochs())
                .hasSize((int) (double) requireNonNull(run.metrics().get("refitEpochs")));
        assertThat(run.fits().epochs())
                .isEqualTo(4 * 20
                        + 4 * 12
                        + 60
                        + run.refit().orElseThrow().epochs().size());
        assertThat(protocol(result, Protocol.PUBLISHED).runs()).hasSize(3);
        assertThat(protocol(result, Protocol.PUBLISHED).metrics()).doesNotContainKey("foldMae");
    }

    @Test
    void shouldFindTheLineThatLeastSquaresFinds() throws Exception {
        // when
        StudyResult result = run(TableFixture.recipe(TableFixture.REGRESSION));

        // then: the twin's error is the noise's, in the target's unit
        var twin = result.variants().stream()
                .filter(variant -> variant.protocol().name().equals(Protocol.HONEST))
                .findFirst()
                .orElseThrow();
        assertThat(requireNonNull(twin.metrics().get("testMae")).mean()).isBetween(0.005, 0.012);
        assertThat(requireNonNull(
                                protocol(result, Protocol.PUBLISHED).baselines().get("mean of the training rows"))
                        .get("mae"))
                .isGreaterThan(5);
    }

    @Test
    void shouldGiveTheSameOnOneThreadAndOnTwo() throws Exception {
        // given
        StudyRecipe recipe = TableFixture.recipe(TableFixture.REGRESSION);

        // when
        StudyResult one = new StudyRunner(recipe, options(1), WorkListener.SILENT).run();
        StudyResult two = new StudyRunner(recipe, options(2), WorkListener.SILENT).run();

        // then
        assertThat(protocol(two, Protocol.HONEST).metrics())
                .isEqualTo(protocol(one, Protocol.HONEST).metrics());
    }

    @Test
    void shouldDoNoMoreWorkThanPlannedAndTakeBackWhatDoesNotCome() throws Exception {
        // given
        DoubleAdder planned = new DoubleAdder();
        DoubleAdder done = new DoubleAdder();
        WorkListener listener = new WorkListener() {
            @Override
            public void planned(String kind, double work) {
                planned.add(work);
            }

            @Override
            public void done(String kind, double work) {
                done.add(work);
                assertThat(done.sum()).isLessThanOrEqualTo(planned.sum() * (1 + 1e-9));
            }
        };

        // when
        new StudyRunner(TableFixture.recipe(TableFixture.REGRESSION), options(2), listener).run();

        // then
        assertThat(done.sum()).isPositive().isCloseTo(planned.sum(), withinPercentage(1e-6));
    }

    @Test
    void shouldCompareWithWhatNeedsNoTraining() throws Exception {
        // when
        ProtocolResult honest = protocol(run(TableFixture.recipe(TableFixture.CLASSIFICATION)), Protocol.HONEST);

        // then
        assertThat(requireNonNull(honest.metrics().get("testAccuracy")).mean()).isGreaterThan(0.9);
        RunResult run = honest.first();
        long high = IntStream.of(run.evaluatedRows().toArray())
                .filter(row -> honest.source().label(row) == 1)
                .count();
        double p = high / 40.0;
        assertThat(requireNonNull(honest.baselines().get("shuffled labels, expected (sum of p²)"))
                        .get("accuracy"))
                .isCloseTo(p * p + (1 - p) * (1 - p), within(1e-9));
        assertThat(requireNonNull(honest.baselines().get("most frequent class")).get("accuracy"))
                .isIn(p, 1 - p);
    }

    @Test
    void shouldLeaveAReportPicturesAndAModelThatAnswersAlike() throws Exception {
        // given
        StudyRecipe recipe = TableFixture.recipe(TableFixture.REGRESSION);
        Provenance provenance =
                Provenance.ofThisProcess(new ModelRef("toy", "1"), Instant.parse("2026-01-01T00:00:00Z"), "test");

        // when
        RunSetting setting =
                new RunSetting(options(2), Optional.empty(), folder, provenance, "a machine", folder.resolve("out"));
        RunOutput done = StudyJob.run(recipe, setting, WorkListener.SILENT);

        // then
        assertThat(done.json().path("recipe").asText()).isEqualTo("toy");
        assertThat(done.json().path("machine").asText()).isEqualTo("a machine, Java " + provenance.jdk());
        assertThat(done.json().path("parameters").asInt()).isEqualTo(3);
        assertThat(done.json().path("metrics").path("testMae").asDouble()).isPositive();
        assertThat(done.json().path("metrics").path("validationLoss").asDouble())
                .isPositive();
        assertThat(done.json()
                        .path("protocols")
                        .path("published")
                        .path("metrics")
                        .path("testMae")
                        .path("deviation")
                        .isNumber())
                .isTrue();
        assertThat(done.json().path("variants")).hasSize(2);
        assertThat(done.files()).allMatch(Files::isRegularFile);
        String html = Files.readString(folder.resolve("out/report.html"));
        assertThat(html)
                .contains("A toy", "least squares", "It is made up.", "a machine", "honest")
                .contains("Mean absolute error, test rows (apples)", "Mean validation error of the folds by epoch");

        var bundle = Bundles.read(Files.readAllBytes(folder.resolve("out/toy.bundle")));
        assertThat(bundle.card().metrics()).containsKey("testMae");
        try (InferenceModel model = new InferenceModel(bundle, FusedEngine.create())) {
            Answer.Estimate answer = (Answer.Estimate) model.answer(new Question.Numbers(Map.of("x", 1.0, "z", -1.0)))
                    .answer();
            assertThat(answer.unit()).isEqualTo("apples");
            assertThat(answer.value()).isCloseTo(3 - 2 + 10, within(0.5));
        }
    }

    @Test
    void shouldSayWhichDataIsMissing() {
        StudyRecipe recipe = TableFixture.recipe(TableFixture.REGRESSION, "data: {file: toy/none.csv}");

        assertThatThrownBy(() -> run(recipe))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none.csv")
                .hasMessageContaining("foreflow data");
    }

    @Test
    void shouldSayWhichRowsAreMissing() {
        StudyRecipe recipe = TableFixture.recipe(
                TableFixture.REGRESSION, "protocols: {published: null, honest: {training: 0..500}}");

        assertThatThrownBy(() -> run(recipe))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0..500");
    }

    @Test
    void shouldRefuseANetworkThatDoesNotReadTheColumns() {
        StudyRecipe recipe = TableFixture.recipe(TableFixture.REGRESSION, "data: {features: [x]}");

        assertThatThrownBy(() -> run(recipe)).hasMessageContaining("(2,)");
    }
}
