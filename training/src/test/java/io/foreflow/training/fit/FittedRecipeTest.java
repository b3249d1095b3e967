package io.foreflow.training.fit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.network.Loss;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FittedRecipeTest {
    @TempDir
    Path folder;

    @Test
    void shouldTakeTheLossOfLeastAbsoluteErrorWhateverTheLossesThemselvesSay() throws Exception {
        // given: losses in units of their own, and the absolute error beside them
        Map<Loss, EpochLoss> told = Map.of(
                new Loss.Mae(), new EpochLoss(1, 0.4, 0.4, 0.4, 0.4),
                new Loss.Mse(), new EpochLoss(1, 0.9, 0.9, 0.3, 0.3),
                new Loss.Quantile(0.6), new EpochLoss(1, 0.1, 0.1, 0.5, 0.5));

        // when
        FittedRecipe chosen = FittedRecipe.choose(
                recipe("losses: [mse, {type: quantile, level: 0.6}]"),
                List.of(),
                WindowShape.DEFAULT,
                tried -> fit(requireNonNull(told.get(tried.training().loss()))),
                () -> false);

        // then
        assertThat(chosen.recipe().training().loss()).isEqualTo(new Loss.Mse());
    }

    @Test
    void shouldTryCovariatesWithTheBestLossAlone() throws Exception {
        // given
        List<Recipe> asked = new ArrayList<>();
        List<CovariateInput> covariates = List.of(new CovariateInput("temperature", 10, 5, true));

        // when
        FittedRecipe chosen = FittedRecipe.choose(
                recipe("losses: [mse]"),
                covariates,
                WindowShape.DEFAULT,
                tried -> {
                    asked.add(tried);
                    double error = tried.training().loss().equals(new Loss.Mae()) ? 0.4 : 0.5;
                    return fit(new EpochLoss(1, 1, 1, 1, tried.covariates().isEmpty() ? error : error / 2));
                },
                () -> false);

        // then
        assertThat(asked).hasSize(3);
        Recipe two = recipe("losses: [mse]");
        assertThat(FittedRecipe.work(two, covariates, WindowShape.DEFAULT, 10))
                .isEqualTo(two.epochs()
                        * (2 * two.workOfEpoch(10)
                                + two.reading(covariates, WindowShape.DEFAULT).workOfEpoch(10)));
        assertThat(FittedRecipe.work(recipe("losses: [mse, mae]"), List.of(), WindowShape.DEFAULT, 10))
                .isEqualTo(2 * two.epochs() * two.workOfEpoch(10));
        assertThat(chosen.recipe().training().loss()).isEqualTo(new Loss.Mae());
        assertThat(chosen.recipe().covariates()).isEqualTo(covariates);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldBeginNoFurtherFitOnceStopped(int wished) throws Exception {
        // given: two losses and a covariate make three fits, each better than the one before; the wish comes during one
        // of them
        List<Recipe> begun = new ArrayList<>();

        // when
        FittedRecipe chosen = FittedRecipe.choose(
                recipe("losses: [mse]"),
                List.of(new CovariateInput("temperature", 10, 5, true)),
                WindowShape.DEFAULT,
                tried -> {
                    begun.add(tried);
                    return fit(new EpochLoss(1, 1, 1, 1, 1.0 / begun.size()));
                },
                () -> begun.size() >= wished);

        // then: what is there is kept, the best of it
        assertThat(begun).hasSize(wished);
        assertThat(chosen.recipe()).isEqualTo(begun.get(wished - 1));
    }

    private Recipe recipe(String further) throws Exception {
        Path file = folder.resolve("recipe.yaml");
        Files.writeString(
                file,
                Recipes.yaml("tutorial-dense")
                                .replace("loss: mse", "loss: mae")
                                .replace("features: tutorial-row", "features: blend-row")
                        + further + "\n");
        return Recipes.find(file.toString(), WindowShape.DEFAULT);
    }

    private static FitResult fit(EpochLoss epoch) {
        return new FitResult(new Weights(Map.of()), List.of(epoch), 1);
    }
}
