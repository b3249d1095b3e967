package io.foreflow.models.bundle;

import static io.foreflow.models.bundle.CraftedBundles.assertRefused;
import static io.foreflow.models.bundle.CraftedBundles.replaced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.Member;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleCovariatesTest {
    private static final WindowShape SHAPE = new WindowShape(Step.HOUR, 3, 2);
    private static final List<CovariateInput> COVARIATES =
            List.of(new CovariateInput("temp", 281.5, 10.25, true), new CovariateInput("sensor-7", 40, 5, false));

    @Test
    void shouldKeepTheCovariatesOfASingleNetwork() {
        // given
        TrainedModel bundle = single();

        // when
        TrainedModel read = Bundles.read(Bundles.write(bundle));

        // then
        assertThat(read).isEqualTo(bundle);
        assertThat(read.forecastTask().members().get(0).covariates()).isEqualTo(COVARIATES);
    }

    @Test
    void shouldKeepTheCovariatesOfEachMember() {
        // given: one member reads them, for one sensor; the other does not
        NetworkSpec plain = network(List.of());
        TrainedModel one = single();
        TrainedModel bundle = new TrainedModel(
                one.ref(),
                List.of(
                        new NamedNetwork("all", plain, ExampleBundles.weights(plain)),
                        new NamedNetwork("own", one.network(), one.weights())),
                new ForecastTask(
                        SHAPE,
                        one.forecastTask().zones(),
                        TargetBounds.NONE,
                        List.of(
                                new Member("ridge", "all", "blend-row", Optional.empty()),
                                new Member(
                                        "ridge",
                                        List.of("own"),
                                        "blend-row",
                                        COVARIATES,
                                        Optional.of(SensorId.of("a")))),
                        Map.of(),
                        MemberShares.of("ridge")),
                one.card());

        // then
        assertThat(Bundles.read(Bundles.write(bundle))).isEqualTo(bundle);
    }

    @Test
    void shouldRefuseTwoOfOneName() {
        assertThatThrownBy(() -> new Member(
                        "m",
                        List.of("p"),
                        "blend-row",
                        List.of(COVARIATES.get(0), COVARIATES.get(0)),
                        Optional.empty()))
                .hasMessageContaining("different names");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"scale\": 10.25 | \"scale\": 0 | scale (0.0)",
                "\"level\": 281.5 | \"level\": null | covariates[0].level",
                "\"ahead\": true | \"ahead\": 1 | covariates[0].ahead",
                "\"ahead\": true | \"ahead\": false | reads",
                "\"name\": \"temp\" | \"name\": \"sensor-7\" | different names",
                "blend-row | tutorial-row | cannot hold",
            })
    void shouldRefuseCovariatesThatBreakARule(String good, String bad, String message) {
        assertRefused(replaced(single(), good, bad), BundleProblem.INVALID, message);
    }

    private static TrainedModel single() {
        NetworkSpec network = network(COVARIATES);
        TrainedModel plain = ExampleBundles.bundle(network, SHAPE, "blend-row");
        return plain.with(
                new ForecastTask(SHAPE, plain.forecastTask().zones(), TargetBounds.NONE, "blend-row", COVARIATES));
    }

    private static NetworkSpec network(List<CovariateInput> covariates) {
        return new NetworkSpec(
                FeatureSet.BLEND_ROW.inputs(SHAPE, covariates),
                List.of(new Node("linear", new Dense(2, Activation.LINEAR), List.of("input"))),
                "linear");
    }
}
