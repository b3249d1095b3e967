package io.foreflow.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class RecipesTest {
    static final java.util.List<String> NAMES = Recipes.BUILT_IN;

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldReadEveryBuiltInRecipe(String name) {
        // when
        Recipe recipe = Recipes.builtIn(name, WindowShape.DEFAULT);

        // then
        assertThat(recipe.name()).isEqualTo(name);
        assertThat(recipe.network().inputs()).isEqualTo(recipe.features().inputs(WindowShape.DEFAULT));
        assertThat(recipe.network().outputShape()).isEqualTo(Shape.of(24));
        assertThat(recipe.training().earlyStopping()).isPresent();
        assertThat(recipe.options().validationShare()).isEqualTo(0.2);
        assertThat(recipe.options().maskShare()).isEqualTo(name.startsWith("tutorial") ? 0 : 0.1);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldServeOtherShapesWithoutARewrite(String name) {
        // given
        WindowShape shape = new WindowShape(Step.HOUR, 12, 48);

        // when
        Recipe recipe = Recipes.builtIn(name, shape);

        // then
        assertThat(recipe.network().outputShape()).isEqualTo(Shape.of(48));
        assertThat(recipe.network().inputs()).isEqualTo(recipe.features().inputs(shape));
    }

    @ParameterizedTest
    @CsvSource({"tutorial-dense,520", "tutorial-simple-rnn,776", "tutorial-lstm,1880"})
    void shouldHaveTheTutorialsParameters(String name, long parameters) {
        assertThat(Initialization.weights(
                                Recipes.builtIn(name, WindowShape.DEFAULT).network(), 1)
                        .parameters())
                .isEqualTo(parameters);
    }

    @Test
    void shouldReadAUsersFile() throws IOException {
        // given
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, Recipes.yaml("dense").replace("name: dense", "name: mine") + "validationShare: 0.3\n");

        // when
        Recipe recipe = Recipes.find(file.toString(), WindowShape.DEFAULT);

        // then
        assertThat(recipe.name()).isEqualTo("mine");
        assertThat(recipe.options().validationShare()).isEqualTo(0.3);
        assertThat(recipe.features()).isEqualTo(FeatureSet.BLEND_ROW);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldTrainEveryBuiltInRecipeOnTheFusedEngine(String name) {
        // when
        Recipe recipe = Recipes.builtIn(name, WindowShape.DEFAULT);

        // then
        assertThat(recipe.options().engine()).isEqualTo(EngineChoice.AUTO);
        assertThat(new EngineSelector(recipe.options().engine()).forTraining(recipe.network(), recipe.training()))
                .asString()
                .startsWith("fused: ");
    }

    @Test
    void shouldReadWhichEngineIsAskedFor() throws IOException {
        // given
        String dense = Recipes.yaml("dense");
        Path asked = Files.writeString(folder.resolve("asked.yaml"), dense.replace("engine: auto", "engine: dl4j"));
        Path silent = Files.writeString(folder.resolve("silent.yaml"), dense.replace("engine: auto\n", ""));

        // then
        assertThat(Recipes.find(asked.toString(), WindowShape.DEFAULT).options().engine())
                .isEqualTo(EngineChoice.DL4J);
        assertThat(Recipes.find(silent.toString(), WindowShape.DEFAULT)
                        .options()
                        .engine())
                .isEqualTo(EngineChoice.AUTO);
    }

    @Test
    void shouldRefuseAnUnknownEngineAndSaveASlip() throws IOException {
        assertThat(problems(Recipes.yaml("dense").replace("engine: auto", "engine: fusd")))
                .contains("engine (\"fusd\") must be one of auto, fused, dl4j, cuda; did you mean fused?");
        assertThat(problems(Recipes.yaml("dense").replace("engine: auto", "engine: 3")))
                .contains("engine (3) must be one of auto, fused, dl4j, cuda");
        assertThat(problems(Recipes.yaml("dense").replace("engine: auto", "engin: auto")))
                .contains("engin (\"auto\") is an unknown key; known are ")
                .contains("did you mean engine?");
    }

    @Test
    void shouldTellAllProblemsAtOnce() throws IOException {
        // given
        Path file = folder.resolve("bad.yaml");
        Files.writeString(file, """
                name: bad
                features: tutorial-row
                fetures: x
                validationShare: 1
                maskShare: much
                network:
                  inputs: {input: [6]}
                  layers:
                    - {type: dense, units: 0}
                training:
                  loss: mqe
                  optimizer: {type: adam}
                """);

        // when
        InvalidRecipeException refused = catchThrowableOfType(
                InvalidRecipeException.class, () -> Recipes.find(file.toString(), WindowShape.DEFAULT));

        // then
        assertThat(refused.problems())
                .anySatisfy(problem -> assertThat(problem).contains("fetures", "unknown key"))
                .anySatisfy(problem -> assertThat(problem).contains("description is missing"))
                .anySatisfy(problem -> assertThat(problem).contains("validationShare (1)", "above 0 and below 1"))
                .anySatisfy(problem -> assertThat(problem).contains("maskShare", "from 0 to 1"))
                .anySatisfy(problem -> assertThat(problem).contains("network.inputs", "left out"))
                .anySatisfy(problem -> assertThat(problem).contains("network.layers[0].units (0)"))
                .anySatisfy(problem -> assertThat(problem).contains("training.loss", "mqe"))
                .anySatisfy(problem -> assertThat(problem).contains("training.epochs is missing"))
                .hasSize(8);
        assertThat(refused).hasMessageContaining("bad.yaml");
    }

    @Test
    void shouldRefuseANetworkOfAnotherHorizon() throws IOException {
        assertThat(problems(Recipes.yaml("tutorial-dense").replace("units: horizon", "units: 12")))
                .contains("network.output (result)")
                .contains("(12,)")
                .contains("(24,)");
    }

    @Test
    void shouldRefuseUnknownFeatures() throws IOException {
        assertThat(problems(Recipes.yaml("dense").replace("blend-row", "blend-rows")))
                .contains("features (blend-rows) must be one of tutorial-row, ");
    }

    @Test
    void shouldTellAllThatIsWrongWithFurtherPhases() throws IOException {
        assertThat(problems(Recipes.yaml("dense")
                        .replace("epochs: 2, rate: 0.3", "epochs: 0, rate: 0.3")
                        .replace("rate: 0.1", "rate: 7")
                        .replace("whiten: true", "whiten: sometimes")))
                .contains("finish[0].epochs (0) must be a whole number from 1")
                .contains("finish[1].rate (7) must be above 0 and at most 1")
                .contains("whiten (\"sometimes\") must be true or false");
    }

    @Test
    void shouldRefuseWhatIsNotARecipe() throws IOException {
        assertThat(problems("")).contains("must be an object");
        assertThat(problems("- a\n- b")).contains("must be an object");
        assertThat(problems("name: [")).contains("not YAML").contains("line");
        assertThat(problems("name: a\nname: b")).contains("not YAML");
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, new byte[] {'n', (byte) 0xfc});
        assertThatThrownBy(() -> Recipes.find(latin.toString(), WindowShape.DEFAULT))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void shouldListTheRecipesWhenThereIsNoneOfThisName() {
        assertThatThrownBy(() -> Recipes.find("lstn", WindowShape.DEFAULT))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("lstn")
                .hasMessageContaining("dense, simple-rnn, lstm, gru, tutorial-dense");
    }

    private String problems(String yaml) throws IOException {
        Path file = folder.resolve("recipe.yaml");
        Files.writeString(file, yaml);
        InvalidRecipeException refused = catchThrowableOfType(
                InvalidRecipeException.class, () -> Recipes.find(file.toString(), WindowShape.DEFAULT));
        assertThat(refused).isNotNull();
        return refused.getMessage() == null ? "" : refused.getMessage();
    }

    @Test
    void shouldTryTheLossesThatAreNamed() throws IOException {
        // given
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, Recipes.yaml("tutorial-dense") + "losses: [mae, {type: quantile, level: 0.6}]\n");

        // when
        Recipe recipe = Recipes.find(file.toString(), WindowShape.DEFAULT);

        // then
        assertThat(recipe.tried())
                .extracting(tried -> tried.training().loss())
                .containsExactly(new Loss.Mse(), new Loss.Mae(), new Loss.Quantile(0.6));
        assertThat(recipe.tried())
                .allSatisfy(tried -> assertThat(tried.training().metric()).contains(Metric.MAE));
        assertThat(Recipes.builtIn("tutorial-dense", WindowShape.DEFAULT).tried())
                .hasSize(1);
    }

    @Test
    void shouldRefuseLossesThatThereAreNot() throws IOException {
        // given
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, Recipes.yaml("tutorial-dense") + "losses: [much, {type: quantile, level: 2}]\n");

        // then
        assertThatThrownBy(() -> Recipes.find(file.toString(), WindowShape.DEFAULT))
                .hasMessageContaining("losses: loss (\"much\") must be one of")
                .hasMessageContaining("losses: loss.level (2) must be a number above 0 and below 1");
    }
}
