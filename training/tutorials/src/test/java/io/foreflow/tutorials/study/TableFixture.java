package io.foreflow.tutorials.study;

import io.foreflow.training.recipe.RecipeDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A small data set in a folder of its own, and recipes for it. */
final class TableFixture {
    private TableFixture() {}

    /** y = 3·x + 2·z + 10 with a little noise; later rows lie ten times as far out. The class says whether y is above 10. */
    static void write(Path folder, int rows) {
        Random random = new Random(237);
        StringBuilder csv = new StringBuilder("x,z,y,class\n");
        for (int row = 0; row < rows; row++) {
            double reach = row < rows * 0.7 ? 1 : 10;
            double x = (random.nextDouble() * 2 - 1) * reach;
            double z = (random.nextDouble() * 2 - 1) * reach;
            double y = 3 * x + 2 * z + 10 + 0.01 * random.nextGaussian();
            csv.append(x)
                    .append(',')
                    .append(z)
                    .append(',')
                    .append(y)
                    .append(',')
                    .append(y > 10 ? 1 : 0)
                    .append('\n');
        }
        try {
            Files.createDirectories(folder.resolve("toy"));
            Files.writeString(folder.resolve("toy/toy.csv"), csv);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final String REGRESSION = """
            name: toy
            title: A toy
            description: One neuron on two columns.
            differs: It is made up.
            data: {type: table, file: toy/toy.csv, features: [x, z], target: y, unit: apples, divisor: 2, scale: standard}
            network: {inputs: {input: [2]}, layers: [{type: dense, units: 1}]}
            training: {loss: mse, optimizer: {type: adam, learningRate: 0.05}, batchSize: 8, epochs: 60, metric: mae}
            protocols:
              published:
                text: statistics from everything
                statisticsFromAll: true
                training: 0%..60%
                validation: 60%..80%
                test: 80%..100%
                seeds: 3
              honest:
                text: as it should be
                training: 0%..60%
                validation: 60%..80%
                test: 80%..100%
                folds: {count: 4, epochs: 20}
                history: {count: 4, epochs: 12, cut: 2}
                refit: {epochs: best, onValidation: true}
                seeds: 2
            figures: [{metric: testMae, value: 0.02}]
            variants:
              - {name: least squares, kind: twin, text: in closed form, change: {training: {optimizer: {type: ridge, lambda: 0, learningRate: null}, epochs: 1}}}
            """;

    static final String CLASSIFICATION = """
            name: toy-classes
            title: A toy
            description: One neuron on two columns.
            differs: It is made up.
            data: {type: table, file: toy/toy.csv, features: [x, z], target: class, classes: [low, high], scale: minmax}
            network: {inputs: {input: [2]}, layers: [{type: dense, units: 1, activation: sigmoid}]}
            training: {loss: binary_crossentropy, optimizer: {type: adam, learningRate: 0.05}, batchSize: 8, epochs: 60, metric: accuracy}
            protocols:
              honest: {text: as it should be, order: {shuffle: 3}, training: 0%..80%, test: 80%..100%}
            """;

    static StudyRecipe recipe(String yaml) {
        return Tutorials.study(RecipeDocument.parse("toy.yaml", yaml));
    }

    static StudyRecipe recipe(String yaml, String change) {
        RecipeDocument document = RecipeDocument.parse("toy.yaml", yaml);
        return Tutorials.study(
                document.changed(RecipeDocument.parse("change", change).tree()));
    }
}
