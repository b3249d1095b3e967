package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.training.recipe.RecipeDocument;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class StudyRecipeTest {
    static final java.util.List<String> NAMES = Tutorials.STUDIES;

    private static long parameters(NetworkSpec network) {
        return WeightShapes.of(network).values().stream().mapToLong(Shape::size).sum();
    }

    @ParameterizedTest
    @CsvSource({
        "traffic-dense, 520",
        "traffic-simple-rnn, 776",
        "traffic-lstm, 1880",
        "boston-linear, 2",
        "california-housing, 4801",
        "imdb, 160305",
        "reuters, 647214",
        "reuters-bottleneck, 640554",
        "pima-diabetes, 259",
        "house-price-small, 1441",
        "house-price-large, 3015001",
        "house-price-regularised, 3015001",
        "ames-regression, 14977",
        "mnist-dense, 50890",
        "mnist-conv, 104202",
        "dogs-cats-3conv, 308417",
        "dogs-cats-5conv, 1593665",
        "vgg16-transfer, 14739777",
        "vgg16-fine-tune, 14739777",
    })
    void shouldHaveAsManyParametersAsKeras(String name, long parameters) {
        assertThat(parameters(Tutorials.study(name).network())).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"traffic-simple-rnn, 696", "traffic-lstm, 1560"})
    void shouldHaveAsManyParametersAsKerasWithSixStepsOfOneValue(String name, long parameters) {
        StudyRecipe recipe = Tutorials.study(name);
        StudyRecipe.Variant variant = recipe.comparison().variants().stream()
                .filter(each -> each.name().equals("input (6, 1)"))
                .findFirst()
                .orElseThrow();

        assertThat(parameters(recipe.changed(variant.change()).network())).isEqualTo(parameters);
    }

    @Test
    void shouldTrainOfVggWhatKerasTrains() {
        // given
        StudyRecipe recipe = Tutorials.study("vgg16-fine-tune");

        // when
        Set<String> trained = WeightShapes.of(recipe.network()).keySet().stream()
                .filter(name -> !recipe.phases().get(1).isFrozen(name.substring(0, name.indexOf('/'))))
                .collect(Collectors.toSet());

        // then
        long base = trained.stream()
                .filter(name -> name.startsWith("vgg16."))
                .mapToLong(
                        name -> requireNonNull(WeightShapes.of(recipe.network()).get(name))
                                .size())
                .sum();
        assertThat(base).isEqualTo(7_079_424);
        assertThat(parameters(recipe.network().upTo("flatten"))).isEqualTo(14_714_688);
        assertThat(parameters(SpecJson.network(StudyReader.network("vgg16").tree())))
                .isEqualTo(138_357_544);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldReadEachRecipeItsQuickFormAndItsVariants(String name) {
        StudyRecipe recipe = Tutorials.study(name);

        assertThat(recipe.name()).isEqualTo(name);
        assertThat(Tutorials.quickStudy(name).name()).isEqualTo(name);
        recipe.comparison().variants().forEach(variant -> assertThat(
                        recipe.changed(variant.change()).protocols())
                .containsKeys(variant.protocols().toArray(String[]::new)));
        assertThat(recipe.comparison().overlay()).isSubsetOf(Tutorials.STUDIES);
    }

    @Test
    void shouldTellAllProblemsOfARecipeAtOnce() {
        // given
        String yaml = """
                name: bad
                title: Bad
                description: Bad
                differs: nothing
                data: {type: tabel}
                network: {inputs: {input: [2]}, layers: [{type: dense, units: 0}]}
                training: {loss: mse, optimizer: {type: adam}, epochs: 1, frozen: [base]}
                protocols:
                  honest: {text: x, training: 5..z, statisticsFromAll: true}
                figures: [{metric: testMae, value: 1, protocol: published}]
                colour: red
                """;

        // then
        assertThatThrownBy(() -> Tutorials.study(RecipeDocument.parse("bad.yaml", yaml)))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("data.type (tabel)")
                .hasMessageContaining("network.layers[0].units (0)")
                .hasMessageContaining("5..z")
                .hasMessageContaining("is a leak")
                .hasMessageContaining("figures[0].protocol (published)")
                .hasMessageContaining("colour");
    }

    @Test
    void shouldSayWhichRecipesThereAre() {
        assertThatThrownBy(() -> Tutorials.study("imbd")).hasMessageContaining("imdb");
    }
}
