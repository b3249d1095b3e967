package io.foreflow.tutorials.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.source.DataFolder;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.tutorials.study.RunFolder.RunOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each recipe on real data, in its quick form: fewer rows or epochs, and no variants. */
class QuickStudiesTest {
    static final List<String> NAMES = Tutorials.STUDIES;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldRunEachRecipe(String name) throws Exception {
        // given
        Optional<Path> data = DataFolder.find();
        assumeTrue(data.isPresent(), "no data folder, see DataFolder");
        StudyRecipe recipe = Tutorials.quickStudy(name);
        Provenance provenance =
                Provenance.ofThisProcess(new ModelRef(name, "1"), Instant.parse("2026-01-01T00:00:00Z"), "test");

        // when
        RunOptions options = new RunOptions(data.get(), 1, false, 2);
        RunOutput done = StudyJob.run(
                recipe,
                new RunSetting(options, Optional.empty(), folder, provenance, "a machine", folder),
                WorkListener.SILENT);

        // then
        assertThat(done.json().path("parameters").asLong()).isEqualTo(NetworkSummary.parameters(recipe.network()));
        assertThat(Files.size(folder.resolve(name + ".bundle"))).isPositive();
        assertThat(Files.readString(folder.resolve("report.html"))).contains(recipe.title());
        JsonNode metrics = done.json().path("metrics");
        assertThat(metrics.size()).isPositive();
        metrics.forEach(metric -> assertThat(metric.asDouble()).isFinite());
        if (LEARNT.contains(name)) {
            requireBetterThanMostFrequent(done.json());
        }
    }

    /** Those of which even the quick form has learnt something. */
    private static final List<String> LEARNT = List.of(
            "imdb",
            "reuters",
            "reuters-bottleneck",
            "house-price-small",
            "house-price-large",
            "mnist-dense",
            "mnist-conv");

    private static void requireBetterThanMostFrequent(JsonNode json) {
        JsonNode honest = json.path("protocols").path(Protocol.HONEST);
        double baseline = honest.path("baselines")
                .path("most frequent class")
                .path("accuracy")
                .asDouble();
        assertThat(honest.path("metrics").path("testAccuracy").path("mean").asDouble())
                .isGreaterThan(baseline + 0.1);
    }
}
