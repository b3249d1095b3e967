package io.foreflow.tutorials.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.source.DataFolder;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.tabular.Answer;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.Picture;
import io.foreflow.models.tabular.Question;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.tutorials.study.RunFolder.RunOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TutorialsTest {
    static final List<String> NAMES = Tutorials.BUILT_IN;

    @TempDir
    private Path folder;

    private RunSetting setting(Optional<Path> model) {
        Path data = DataFolder.find().orElse(folder);
        assumeTrue(Files.isDirectory(data.resolve("mnist")), "no data folder, see DataFolder");
        return new RunSetting(
                new RunOptions(data, 1, false, 2),
                model,
                folder.resolve("runs"),
                Provenance.ofThisProcess(new ModelRef("test", "1"), Instant.EPOCH, "test"),
                "a machine",
                folder.resolve("out"));
    }

    /** A model of the recipe {@code recipe} that was never trained. */
    private Path bundle(String recipe) throws IOException {
        StudyRecipe mnist = Tutorials.study("mnist-conv");
        TrainedModel bundle = new TrainedModel(
                new ModelRef("drawn", "7"),
                mnist.network(),
                Initialization.weights(mnist.network(), 0),
                new InferenceTask(
                        new Picture(28, 28, 1), new Classes(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"))),
                ModelCard.ofInference(
                        new BuildFacts(recipe, Instant.EPOCH, "fused", "test", "17", "any"),
                        new FitFacts("0".repeat(64), 1, 0, 1, 1),
                        Map.of()));
        return Files.write(folder.resolve("a.bundle"), Bundles.write(bundle));
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldReadEachRecipeAndItsQuickForm(String name) {
        assertThat(Tutorials.find(name, false).name()).isEqualTo(name);
        assertThat(Tutorials.find(name, true).name()).isEqualTo(name);
        assertThat(Tutorials.find(name, false).title()).isNotBlank();
    }

    @Test
    void shouldDrawWhatExcitesFilters() throws Exception {
        // when
        RunOutput done = Tutorials.find("filter-pictures", true).run(setting(Optional.empty()), WorkListener.SILENT);

        // then
        assertThat(done.files())
                .allSatisfy(file -> assertThat(file).isNotEmptyFile())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("report.html", "report.json");
        assertThat(Files.readString(folder.resolve("out").resolve("report.html")))
                .contains("What excites filters of <code>mnist-conv</code>, conv2d")
                .contains("Real pictures that excite filters of <code>mnist-conv</code>, conv2d_2");
        JsonNode layers = done.json().at("/models/0/layers");
        assertThat(layers).hasSize(2);
        assertThat(layers.at("/0/filters")).hasSize(4).allSatisfy(filter -> assertThat(
                        filter.path("ascent").doubleValue())
                .isGreaterThanOrEqualTo(filter.path("noise").doubleValue()));
        assertThat(done.json().at("/models/0/origin").textValue()).contains("not trained");
        assertThat(done.json().path("machine").textValue())
                .isEqualTo("a machine, Java " + System.getProperty("java.vm.version"));
    }

    @Test
    void shouldSearchTheModelThatIsNamed() throws Exception {
        // when
        RunOutput done =
                Tutorials.find("one-pixel", true).run(setting(Optional.of(bundle("mnist-conv"))), WorkListener.SILENT);

        // then
        assertThat(done.json().at("/models/0/origin").textValue()).isEqualTo("the model drawn@7");
        assertThat(done.json().at("/models/0/pictures").intValue()).isEqualTo(20);
        assertThat(done.json().at("/models/0/found"))
                .allSatisfy(found -> assertThat(found.path("changed").doubleValue())
                        .isLessThanOrEqualTo(found.path("probability").doubleValue()));
        assertThat(Files.readString(folder.resolve("out").resolve("report.html")))
                .contains("One pixel turns ");
    }

    @Test
    void shouldSayWhichRecipeLeavesTheModelThatIsMissing() {
        assertThatThrownBy(() -> Tutorials.find("one-pixel", false).run(setting(Optional.empty()), WorkListener.SILENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("foreflow recipes run mnist-conv or foreflow recipes run dogs-cats-5conv")
                .hasMessageContaining("--model");
    }

    @Test
    void shouldRefuseModelsOfOtherRecipes() throws Exception {
        Path other = bundle("imdb");

        assertThatThrownBy(() ->
                        Tutorials.find("filter-pictures", false).run(setting(Optional.of(other)), WorkListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a model of the recipe imdb")
                .hasMessageContaining("dogs-cats-5conv");
        assertThatThrownBy(() ->
                        Tutorials.find("boston-linear", true).run(setting(Optional.of(other)), WorkListener.SILENT))
                .hasMessageContaining("trains a model of its own");
    }

    @Test
    void shouldGrowATreeOfClassifiersWhoseModelAnswers() throws Exception {
        // when
        RunOutput done = Tutorials.find("reuters-tree", true).run(setting(Optional.empty()), WorkListener.SILENT);

        // then
        assertThat(done.files())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("reuters-tree.bundle", "report.html", "report.json");
        assertThat(done.json().at("/splits/0")).hasSize(3);
        assertThat(done.json().at("/classes")).hasSize(10);
        assertThat(done.json().at("/metrics/treeAccuracy").doubleValue()).isBetween(0.6, 1.0);
        TrainedModel bundle = Bundles.read(Files.readAllBytes(done.files().get(0)));
        assertThat(bundle.inferenceTask().output()).isInstanceOf(ClassTree.class);
        try (InferenceModel model = new InferenceModel(bundle, FusedEngine.create())) {
            Answer answer = model.answer(new Question.TextQuestion("net profit of the year in cts vs loss shr"))
                    .answer();
            assertThat(((Answer.Classification) answer).label()).isEqualTo("earn");
        }
    }

    @Test
    void shouldRefuseTreesOfOtherProtocolsAndGroups() throws Exception {
        Path file = Files.writeString(folder.resolve("tree.yaml"), """
                {name: t, kind: class-tree, title: T, description: T, study: mnist-conv, protocol: published,
                 groups: [3], rare: 1, seeds: 1}
                """);
        Path groups = Files.writeString(folder.resolve("groups.yaml"), """
                {name: t, kind: class-tree, title: T, description: T, study: reuters, groups: [3, 3], rare: 1, seeds: 1}
                """);

        assertThatThrownBy(() -> Tutorials.find(file.toString(), false))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("protocol (published)");
        assertThatThrownBy(() -> Tutorials.find(groups.toString(), false))
                .hasMessageContaining("groups ([3,3]) must be an ascending list");
    }

    @Test
    void shouldSayWhichKindsThereAre() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "{name: bad, kind: studdy}");

        assertThatThrownBy(() -> Tutorials.find(file.toString(), false))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("kind (studdy) must be one of ")
                .hasMessageContaining("one-pixel");
    }

    @Test
    void shouldTellAllProblemsOfALookAtOnce() throws Exception {
        Path filters = Files.writeString(folder.resolve("filters.yaml"), """
                {name: f, kind: filter-pictures, title: F, description: F, steps: 0, step: -1, pictures: 1, examples: 1,
                 models: [{recipe: mnist-conv, layers: {conv2d: 4..2}}]}
                """);
        Path pixel = Files.writeString(folder.resolve("pixel.yaml"), """
                {name: p, kind: one-pixel, title: P, description: P, shown: 1,
                 models: [{recipe: mnist-conv, pictures: 0, colours: [[256]], colour: red},
                          {recipe: mnist-conv, pictures: 1, colours: [[255]]}]}
                """);

        assertThatThrownBy(() -> Tutorials.find(filters.toString(), false))
                .hasMessageContaining("steps (0)")
                .hasMessageContaining("step (-1)")
                .hasMessageContaining("models[0].layers.conv2d (\"4..2\")");
        assertThatThrownBy(() -> Tutorials.find(pixel.toString(), false))
                .hasMessageContaining("models[0].pictures (0)")
                .hasMessageContaining("models[0].colours ([256])")
                .hasMessageContaining("models[1].recipe is there twice")
                .hasMessageContaining("colour");
    }
}
