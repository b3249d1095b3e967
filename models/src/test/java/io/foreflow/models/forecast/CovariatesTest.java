package io.foreflow.models.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CovariatesTest {
    private static final WindowShape SHAPE = WindowShape.DEFAULT;
    private static final CovariateInput PAST = new CovariateInput("temp", 10, 2, false);
    private static final CovariateInput AHEAD = new CovariateInput("temp", 10, 2, true);

    @Test
    void shouldTellWhatWasBehindEverythingElse() {
        // given
        Window window = with(Values.generate(24, i -> 10 + 2 * i), WindowFixture.constant(24, 99));
        int before = new HourlyLayout(SHAPE, List.of()).rowSize();

        // when
        float[] row = row(FeatureSet.BLEND_ROW, List.of(PAST), window);

        // then: the day before the origin and how much of it is known
        assertThat(row).hasSize(before + 25);
        assertThat(Arrays.copyOf(row, before)).isEqualTo(row(FeatureSet.BLEND_ROW, List.of(), window));
        for (int i = 0; i < 20; i++) {
            assertThat(row[before + i]).isEqualTo(i);
        }
        assertThat(row[before + 23]).isEqualTo((float) WindowEncoder.LIMIT);
        assertThat(row[before + 24]).isEqualTo(1);
    }

    @Test
    void shouldTellWhatIsToComeOfThoseThatAreReadAhead() {
        // given
        Window window = with(WindowFixture.constant(24, 10), WindowFixture.partly(24, 12, 14));
        int before = new HourlyLayout(SHAPE, List.of()).rowSize();

        // when
        float[] row = row(FeatureSet.BLEND_ROW, List.of(AHEAD, new CovariateInput("price", 0, 1, false)), window);

        // then: of price, of which the window does not tell, everything is unknown
        assertThat(row).hasSize(before + 26 + 25 + 24);
        assertThat(Arrays.copyOfRange(row, before + 24, before + 26)).containsExactly(1, 0.5f);
        assertThat(Arrays.copyOfRange(row, before + 26, before + 51)).containsOnly(0);
        assertThat(Arrays.copyOfRange(row, before + 51, before + 63)).containsOnly(2);
        assertThat(Arrays.copyOfRange(row, before + 63, before + 75)).containsOnly(0);
    }

    @Test
    void shouldTellOfLongDaysOnlyTheStepsThatMatter() {
        // given: two hours of quarters, and what was an hour from now a day ago
        WindowShape quarters = new WindowShape(Step.of(Duration.ofMinutes(15)), 8, 4);

        // then
        assertThat(new CovariateBlock(quarters, List.of(PAST)).size()).isEqualTo(4 + 8 + 1);
        assertThat(new CovariateBlock(quarters, List.of(AHEAD)).size()).isEqualTo(4 + 8 + 1 + 1 + 4);
    }

    @Test
    void shouldRepeatWhatIsToComeForTheHourOfTheOrigin() {
        // given: an origin at ten in the morning
        Window window = with(WindowFixture.constant(24, 10), Values.generate(24, i -> 12 + 2 * i));
        HourlyLayout layout = new HourlyLayout(SHAPE, List.of(AHEAD));

        // when
        float[] row = row(FeatureSet.BLEND_HOURS, List.of(AHEAD), window);

        // then
        assertThat(row).hasSize(layout.size());
        int block = layout.rowSize() + 10 * layout.blockSize();
        assertThat(row[block + layout.blockSize() - 24]).isEqualTo(1);
        assertThat(row[block + layout.blockSize() - 20]).isEqualTo(5);
        assertThat(layout.placeInRow(layout.blockSize() - 1)).isEqualTo(layout.rowSize() - 1);
        for (int i = layout.rowSize(); i < row.length; i++) {
            if (i < block || i >= block + layout.blockSize()) {
                assertThat(row[i]).isZero();
            }
        }
    }

    @Test
    void shouldHaveNoPlaceForThemInTheTutorialsShapes() {
        for (FeatureSet features : FeatureSet.values()) {
            if (features.readsCovariates()) {
                assertThat(features.inputs(SHAPE, List.of(PAST))).isNotEqualTo(features.inputs(SHAPE));
            } else {
                assertThatThrownBy(() -> features.inputs(SHAPE, List.of(PAST))).hasMessageContaining(features.label());
                assertThatThrownBy(() -> features.encoder(SHAPE, List.of(PAST))).hasMessageContaining(features.label());
            }
        }
    }

    @Test
    void shouldRefuseConstantsThatMakeNoNumbers() {
        assertThatThrownBy(() -> new CovariateInput("temp", Double.NaN, 1, false))
                .hasMessageContaining("level (NaN)");
        assertThatThrownBy(() -> new CovariateInput("temp", 0, 0, false)).hasMessageContaining("scale (0.0)");
        assertThatThrownBy(() -> new CovariateInput("temp", 0, Double.POSITIVE_INFINITY, false))
                .hasMessageContaining("scale (Infinity)");
    }

    @Property(tries = 50)
    void shouldNotReadWhatComesAfterTheOriginUnlessItIsToBeReadAhead(
            @ForAll @Size(24) List<@DoubleRange(min = -1e6, max = 1e6) Double> future) {
        // given: one window knows the future of a covariate, the other does not
        Values values = Values.generate(24, future::get);
        Values past = WindowFixture.constant(24, 11);
        Window blind = with(past, Values.missing(24));
        Window seeing = with(past, values);

        for (FeatureSet features : FeatureSet.values()) {
            if (features.readsCovariates()) {
                // then
                assertThat(forecast(features, PAST, seeing)).isEqualTo(forecast(features, PAST, blind));
                assertThat(forecast(features, AHEAD, seeing)).isNotEqualTo(forecast(features, AHEAD, blind));
            }
        }
    }

    @Test
    void shouldForecastAWindowThatDoesNotTellOfACovariate() {
        assertThat(forecast(FeatureSet.BLEND_ROW, AHEAD, WindowFixture.window().build()))
                .isInstanceOfSatisfying(Forecasted.class, forecasted -> assertThat(forecasted.covariates())
                        .isEqualTo(CovariatesKnown.NONE));
    }

    @Test
    void shouldSayWhetherTheWindowKnewWhatWasRead() {
        // given: half of the day before and half of the target steps, and a step less of each
        Values half = Values.generate(24, i -> i < 12 ? 5 : Double.NaN);
        Values less = Values.generate(24, i -> i < 11 ? 5 : Double.NaN);

        // then: what is not read ahead need not be announced
        assertThat(known(PAST, with(half, less))).isEqualTo(CovariatesKnown.ALL);
        assertThat(known(PAST, with(less, half))).isEqualTo(CovariatesKnown.NONE);
        assertThat(known(AHEAD, with(half, half))).isEqualTo(CovariatesKnown.ALL);
        assertThat(known(AHEAD, with(half, less))).isEqualTo(CovariatesKnown.NONE);
        assertThat(CovariatesKnown.of(2, 1)).isEqualTo(CovariatesKnown.SOME);
        assertThat(CovariatesKnown.of(0, 0)).isEqualTo(CovariatesKnown.NOT_READ);
    }

    private static CovariatesKnown known(CovariateInput covariate, Window window) {
        return ((Forecasted) forecast(FeatureSet.BLEND_ROW, covariate, window)).covariates();
    }

    private static Window with(Values past, Values future) {
        return WindowFixture.window().build().toBuilder()
                .covariates(Map.of("temp", new Covariate(past, future)))
                .build();
    }

    private static float[] row(FeatureSet features, List<CovariateInput> covariates, Window window) {
        WindowEncoder encoder = features.encoder(SHAPE, covariates);
        assertThat(encoder.load(window)).isTrue();
        float[][] inputs = features.inputs(SHAPE, covariates).values().stream()
                .map(shape -> new float[shape.size()])
                .toArray(float[][]::new);
        encoder.write(inputs, 0);
        return inputs[0];
    }

    /** With random weights. */
    private static ForecastOutcome forecast(FeatureSet features, CovariateInput covariate, Window window) {
        Map<String, Shape> inputs = features.inputs(SHAPE, List.of(covariate));
        List<Node> nodes = new ArrayList<>();
        String row = FeatureSet.INPUT;
        if (inputs.containsKey(FeatureSet.STEPS)) {
            row = "row";
            nodes.add(new Node("flat", new Flatten(), List.of(FeatureSet.STEPS)));
            nodes.add(new Node(row, new Concatenate(), List.of("flat", FeatureSet.CONTEXT)));
        }
        nodes.add(new Node("linear", new Dense(24, Activation.LINEAR), List.of(row)));
        NetworkSpec network = new NetworkSpec(inputs, nodes, "linear");
        TrainedModel bundle = new TrainedModel(
                new ModelRef("m", "1"),
                network,
                Initialization.weights(network, 1),
                new ForecastTask(SHAPE, Set.of(window.zone()), TargetBounds.NONE, features.label(), List.of(covariate)),
                new ModelCard(
                        new BuildFacts("r", Instant.EPOCH, "fused", "0", "17", "test"),
                        new FitFacts("", 1, 1, 1, 1, 1),
                        Map.of()));
        try (ModelForecaster forecaster = ModelForecaster.open(bundle, any -> FusedEngine.plain())) {
            return forecaster.forecast(window);
        }
    }
}
