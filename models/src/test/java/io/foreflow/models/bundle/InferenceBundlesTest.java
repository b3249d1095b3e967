package io.foreflow.models.bundle;

import static io.foreflow.models.bundle.CraftedBundles.assertRefused;
import static io.foreflow.models.bundle.CraftedBundles.replaced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.Text;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InferenceBundlesTest {
    /** One of each input and each output. */
    private enum Example {
        COLUMNS,
        STEPS,
        TEXT,
        PICTURE;

        private TrainedModel bundle() {
            return switch (this) {
                case COLUMNS -> ExampleBundles.columns();
                case STEPS -> ExampleBundles.steps();
                case TEXT -> ExampleBundles.text();
                case PICTURE -> ExampleBundles.picture();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadWhatItWrote(Example example) {
        // given
        TrainedModel bundle = example.bundle();

        // when
        byte[] file = Bundles.write(bundle);

        // then
        assertThat(Bundles.read(file)).isEqualTo(bundle);
        assertThat(Bundles.write(Bundles.read(file))).isEqualTo(file);
    }

    @Test
    void shouldKeepTheCardsRowsAndMetrics() {
        ModelCard card = Bundles.read(Bundles.write(ExampleBundles.text())).card();

        assertThat(card.fit().rows()).isEqualTo(25_000);
        assertThat(card.metrics()).containsEntry("testAccuracy", 0.875).containsEntry("testMae", Double.NaN);
        assertThat(card.validation()).isEmpty();
    }

    @Test
    void shouldHoldAVocabularyOfTenThousandWords() {
        // given
        List<String> words = IntStream.range(4, 10_000)
                .mapToObj(id -> "somewhatlongword" + id)
                .toList();
        NetworkSpec network = NetworkSpec.sequential(Shape.of(10_000))
                .add(new Dense(1, Activation.SIGMOID))
                .build();

        // when
        TrainedModel bundle =
                ExampleBundles.inference(network, new Text(words, 10_000), new Classes(List.of("no", "yes")));

        // then
        assertThat(Bundles.read(Bundles.write(bundle)).task()).isEqualTo(bundle.task());
    }

    @Test
    void shouldSayWhichKindOfModelItIs() {
        TrainedModel forecaster = ExampleBundles.recurrent();
        TrainedModel classifier = ExampleBundles.text();

        assertThat(classifier.inferenceTask()).isEqualTo(classifier.task());
        assertThat(forecaster.forecastTask()).isEqualTo(forecaster.task());
        assertThatIllegalArgumentException()
                .isThrownBy(classifier::forecastTask)
                .withMessage("model answers@v1 is for inference: it does not forecast");
        assertThatIllegalArgumentException()
                .isThrownBy(forecaster::inferenceTask)
                .withMessage("model freeway@v1 is a forecaster: it does not answer single records");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COLUMNS | \"columns\", | \"lines\", | task.input.type (\"lines\") must be one of columns, text, picture",
                "COLUMNS | \"value\", | \"guess\", | task.output.type (\"guess\") must be one of classes, value, values, classTree",
                "COLUMNS | \"rooms\" | \"age\" | the column name age is used twice",
                "COLUMNS | \"rooms\" | \"\\u001b[2J\" | task.input.columns[0].name",
                "COLUMNS | 6.28 | null | task.input.columns[0].shift (null) must be a number",
                "COLUMNS | 0.7 | 0 | scale (0.0) of column rooms must be finite and not 0",
                "COLUMNS | 0.7 | 1e999 | task.input.columns[0].scale",
                "COLUMNS | \"unit\": \"USD\" | \"unit\": \"\" | task.output.unit",
                "COLUMNS | \"rows\": 25000 | \"rows\": -1 | card.rows (-1)",
                "COLUMNS | 0.875 | \"high\" | card.metrics.testAccuracy (\"high\")",
                "STEPS | [ 3, 1 ] | [ 1, 2 ] | reads [(1, 2)] where columns give (3,)",
                "STEPS | \"in an hour\", \"in | \"in 2 hours\", \"in | the values' names must differ",
                "STEPS | \"unit\": \"cars/h\", | | task.output.unit is missing",
                "TEXT | \"width\": 6 | \"width\": 7 | reads [(6,)] where text give (7,)",
                "TEXT | \"width\": 6 | \"width\": 2 | width (2) must be in 3",
                "TEXT | \"it's\" | \"the\" | the occurs twice",
                "TEXT | \"it's\" | 5 | task.input.words (an array) must be an array of texts",
                "TEXT | \"positive\" | \"negative\" | the label negative is used twice",
                "TEXT | \"positive\" | \"posi\\ntive\" | task.output.labels (an array) must be lines of printable characters",
                "TEXT | , \"positive\" | , \"positive\", \"mixed\" | yields (1,) where 3 labels need (3,)",
                "TEXT | \"sigmoid\" | \"tanh\" | must be a dense one of 1 units with the activation sigmoid",
                "PICTURE | \"height\": 2 | \"height\": 3 | reads [(2, 2, 1)] where picture give (3, 2, 1)",
                "PICTURE | \"height\": 2 | \"height\": 99999 | height (99999)",
                "PICTURE | \"split\": 1 | \"split\": 0 | split 0 must lead to later splits",
                "PICTURE | \"split\": 1 | \"split\": 2147483647 | there is no split 2147483647",
                "PICTURE | \"split\": 1 | \"split\": 1.5 | task.output.splits",
                "PICTURE | \"label\": 0 | \"label\": 1 | label 1 is a child twice",
                "PICTURE | \"label\": 0 | \"label\": -1 | there is no label -1",
                "PICTURE | \"kind\": \"inference\" | \"kind\": \"network\" | task.window is missing",
            })
    void shouldRefuseWhatBreaksARule(Example example, String good, @Nullable String bad, String message) {
        assertRefused(replaced(example.bundle(), good, bad == null ? "" : bad), BundleProblem.INVALID, message);
    }
}
