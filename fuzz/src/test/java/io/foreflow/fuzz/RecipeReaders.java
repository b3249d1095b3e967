package io.foreflow.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.config.ConfigException;
import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.config.ExampleFile;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.tutorials.study.Tutorials;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** YAML that people write. */
final class RecipeReaders {
    private static final long PER_BYTE = 6_000;
    private static final long AT_MOST = 40_000_000;

    static final List<Reader> ALL = List.of(
            Reader.of(
                            "recipe",
                            Recipes.BUILT_IN.stream()
                                    .map(name -> Recipes.yaml(name).getBytes(UTF_8))
                                    .toList(),
                            input -> {
                                Path file = ScratchFolder.file("recipes", "recipe.yaml", input);
                                try {
                                    Recipes.find(file.toString(), WindowShape.DEFAULT);
                                } catch (InvalidRecipeException e) {
                                    requireReason(e);
                                }
                            })
                    .allocating(PER_BYTE, AT_MOST),
            Reader.of(
                            "study",
                            Tutorials.BUILT_IN.stream()
                                    .map(name -> Tutorials.yaml(name).getBytes(UTF_8))
                                    .toList(),
                            input -> {
                                Path file = ScratchFolder.file("recipes", "study.yaml", input);
                                for (boolean quick : new boolean[] {false, true}) {
                                    try {
                                        Tutorials.find(file.toString(), quick);
                                    } catch (InvalidRecipeException e) {
                                        requireReason(e);
                                    }
                                }
                            })
                    .allocating(PER_BYTE, AT_MOST),
            Reader.of(
                            "configuration",
                            Seeds.texts(
                                    ExampleFile.text(), ExampleFile.text().replaceAll("(?m)^  #(\\w)", "  $1"), """
                                    kafka: {bootstrap.servers: "a:9092", num.stream.threads: 3}
                                    window: {step: PT5M, zones: {a: Europe/Berlin}, holidays: US, covariates: "temp, rain"}
                                    input: {topic: meters, sensor: key, time: /ts, value: /payload/flow}
                                    """),
                            input -> {
                                Path file = ScratchFolder.file("configuration", "foreflow.yaml", input);
                                try {
                                    Configuration.read(new ConfigSources(Optional.of(file), Map.of(), Map.of()));
                                } catch (ConfigException e) {
                                    requireReason(e);
                                }
                            })
                    .allocating(PER_BYTE, AT_MOST));

    private RecipeReaders() {}

    private static void requireReason(RuntimeException refusal) {
        if (refusal.getMessage() == null || refusal.getMessage().isBlank()) {
            throw new AssertionError("refused without a reason", refusal);
        }
    }
}
