package io.foreflow.models.model;

import static io.foreflow.models.forecast.WindowFixture.constant;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.forecast.WindowFixture;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelForecasterTest {
    private static final NetworkSpec NETWORK = NetworkSpec.sequential(Shape.of(6))
            .add(new Dense(24, Activation.LINEAR))
            .build();

    @Test
    void shouldDecodeWhatTheNetworkSays() {
        // given: the stub says "the sum of the inputs"
        Window window = WindowFixture.window()
                .history(Values.of(50, 50, 50, 50, 60, 80))
                .build();

        // when
        ForecastOutcome outcome = forecaster(WindowShape.DEFAULT).forecast(window);

        // then
        assertThat(outcome).isEqualTo(new Forecasted(constant(24, 50 + 4 * 10), "network"));
    }

    @Test
    void shouldAverageTheNetworksOfAMember() {
        // given: one network says "the sum of the inputs", the other one more
        Member member = new Member("twins", List.of("first", "second"), "tutorial-row", List.of(), Optional.empty());
        TrainedModel one = bundle(WindowShape.DEFAULT, "tutorial-row");
        TrainedModel bundle = new TrainedModel(
                one.ref(),
                List.of(
                        new NamedNetwork("first", NETWORK, one.weights()),
                        new NamedNetwork("second", NETWORK, one.weights())),
                new ForecastTask(
                        WindowShape.DEFAULT,
                        one.forecastTask().zones(),
                        TargetBounds.NONE,
                        List.of(member),
                        Map.of(),
                        MemberShares.of("twins")),
                one.card());
        Iterator<SumEngine> engines =
                List.of(new SumEngine(0), new SumEngine(1)).iterator();
        ModelForecaster forecaster = ModelForecaster.open(bundle, network -> engines.next());
        Window window = WindowFixture.window()
                .history(Values.of(50, 50, 50, 50, 60, 80))
                .build();

        // when
        ForecastOutcome outcome = forecaster.forecast(window);

        // then
        assertThat(outcome).isEqualTo(new Forecasted(constant(24, 50 + 4.5 * 10), "twins"));
        assertThat(forecaster.forecastAll(List.of(window, window))).containsExactly(outcome, outcome);
    }

    @Test
    void shouldCopyABaselineWhereTheModelSaysSo() {
        // given: the stub says 60
        Window window = WindowFixture.window()
                .history(Values.of(50, 50, 50, 50, 50, 60))
                .build();
        Map<MemberShares, Forecasted> expected = Map.of(
                MemberShares.of("yesterday"),
                new Forecasted(constant(24, 100), "yesterday"),
                MemberShares.of("usual"),
                new Forecasted(constant(24, 300), "usual"),
                new MemberShares(Map.of("network", 0.5, "lastWeek", 0.5)),
                new Forecasted(constant(24, 130), "network"));

        expected.forEach((mix, forecast) -> {
            TrainedModel bundle = bundle(WindowShape.DEFAULT, "tutorial-row");
            ForecastTask task = bundle.forecastTask();
            ForecastTask mixed =
                    new ForecastTask(task.shape(), task.zones(), task.bounds(), task.members(), Map.of(), mix);
            try (ModelForecaster forecaster = open(bundle.with(mixed), new SumEngine(0))) {
                // then
                assertThat(forecaster.forecast(window)).isEqualTo(forecast);
                assertThat(forecaster.forecastAll(List.of(window))).containsExactly(forecast);
            }
        });
    }

    @Test
    void shouldRefuseAMemberThatIsCalledAsABaselineIs() {
        for (String name : List.of("blend", "yesterday")) {
            assertThatThrownBy(() -> new ForecastTask(
                            WindowShape.DEFAULT,
                            Set.of(),
                            TargetBounds.NONE,
                            List.of(new Member(name, NamedNetwork.ONLY, "tutorial-row", Optional.empty())),
                            Map.of(),
                            MemberShares.of(name)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("baseline");
        }
    }

    @Test
    void shouldSayWhyAWindowCannotBeForecast() {
        // given
        ModelForecaster forecaster = forecaster(WindowShape.DEFAULT);
        WindowFixture fixture = WindowFixture.window();

        // then
        assertThat(forecaster.forecast(fixture.zone("America/Chicago").build()))
                .isEqualTo(new Unable(UnableReason.ZONE_MISMATCH));
        assertThat(forecaster.forecast(
                        fixture.history(Values.of(1, Double.NaN, 3, 4, 5, 6)).build()))
                .isEqualTo(new Unable(UnableReason.INCOMPLETE_HISTORY));
        assertThat(forecaster.forecast(fixture.level(Double.NaN, Double.NaN).build()))
                .isEqualTo(new Unable(UnableReason.TOO_LITTLE_MEMORY));
    }

    @Test
    void shouldRefuseWindowsOfAnotherShape() {
        // given
        WindowShape quarters = new WindowShape(Step.of(Duration.ofMinutes(15)), 6, 24);

        // then
        assertThat(forecaster(quarters).forecast(WindowFixture.window().build()))
                .isEqualTo(new Unable(UnableReason.SHAPE_MISMATCH));
    }

    @Test
    void shouldNotPassOnWhatIsNotFinite() {
        assertThat(open(bundle(WindowShape.DEFAULT, "tutorial-row"), new SumEngine(Float.NaN))
                        .forecast(WindowFixture.window().build()))
                .isEqualTo(new Unable(UnableReason.NOT_FINITE));
        assertThat(forecaster(WindowShape.DEFAULT)
                        .forecast(WindowFixture.window()
                                .history(constant(6, 1e308))
                                .level(0, 1e307)
                                .build()))
                .isEqualTo(new Unable(UnableReason.NOT_FINITE));
    }

    @Test
    void shouldForecastManyAsOneAfterAnother() {
        // given
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 1100; i++) {
            double value = i;
            WindowFixture fixture = WindowFixture.window().history(Values.generate(6, at -> value % 100 + at));
            windows.add((i % 7 == 0 ? fixture.zone("UTC") : fixture).build());
        }
        ModelForecaster forecaster = forecaster(WindowShape.DEFAULT);

        // when
        List<ForecastOutcome> all = forecaster.forecastAll(windows);

        // then
        assertThat(all).isEqualTo(windows.stream().map(forecaster::forecast).toList());
        assertThat(forecaster.forecastAll(List.of())).isEmpty();
    }

    @Test
    void shouldForecastAgainAfterAnEngineHasFailed() {
        // given: an engine that fails at its second call
        int[] calls = {0};
        SumEngine sum = new SumEngine(0);
        Engine failing = new Engine() {
            @Override
            public String name() {
                return "failing";
            }

            @Override
            public Predictor predictor(NetworkSpec network, Weights weights) {
                Predictor predictor = sum.predictor(network, weights);
                return new Predictor() {
                    @Override
                    public void predict(float[][] inputs, int rows, float[] output) {
                        if (++calls[0] == 2) {
                            throw new IllegalStateException("out of order");
                        }
                        predictor.predict(inputs, rows, output);
                    }

                    @Override
                    public void predict(List<? extends Rows> inputs, float[] output) {
                        predictor.predict(inputs, output);
                    }

                    @Override
                    public void close() {
                        predictor.close();
                    }
                };
            }

            @Override
            public FitResult fit(
                    NetworkSpec network,
                    Weights initial,
                    Samples training,
                    Optional<Samples> validation,
                    TrainingSpec plan,
                    FitListener listener) {
                return sum.fit(network, initial, training, validation, plan, listener);
            }

            @Override
            public LossAndGradients gradients(NetworkSpec network, Weights weights, Samples batch, TrainingSpec plan) {
                return sum.gradients(network, weights, batch, plan);
            }
        };
        ModelForecaster forecaster = open(bundle(WindowShape.DEFAULT, "tutorial-row"), failing);
        Window window = WindowFixture.window().build();
        ForecastOutcome before = forecaster.forecast(window);

        // when
        assertThatThrownBy(() -> forecaster.forecastAll(List.of(window, window)))
                .hasMessageContaining("out of order");

        // then
        assertThat(forecaster.forecast(window)).isEqualTo(before);
        assertThat(forecaster.forecastAll(List.of(window, window))).containsExactly(before, before);
    }

    @Test
    void shouldNeedAKnownBaselineForContext() {
        // given
        NetworkSpec network = NetworkSpec.sequential(requireNonNull(
                        FeatureSet.CONTEXT_ROW.inputs(WindowShape.DEFAULT).get(FeatureSet.INPUT)))
                .add(new Dense(24, Activation.LINEAR))
                .build();
        ModelForecaster forecaster = open(bundle(network, WindowShape.DEFAULT, "context-row"), new SumEngine(0));

        // then
        assertThat(forecaster.forecast(
                        WindowFixture.window().errors(BaselineErrors.UNKNOWN).build()))
                .isEqualTo(new Unable(UnableReason.TOO_LITTLE_MEMORY));
        assertThat(forecaster.forecast(WindowFixture.window().build())).isInstanceOf(Forecasted.class);
    }

    @Test
    void shouldRefuseABundleThatContradictsItself() {
        assertThatThrownBy(() -> open(bundle(WindowShape.DEFAULT, "tutorial-steps"), new SumEngine(0)))
                .hasMessageContaining("(6,)")
                .hasMessageContaining("(6, 1)");
        assertThatThrownBy(() -> open(bundle(new WindowShape(Step.HOUR, 6, 12), "tutorial-row"), new SumEngine(0)))
                .hasMessageContaining("(24,)")
                .hasMessageContaining("(12,)");
        assertThatThrownBy(() -> open(bundle(WindowShape.DEFAULT, "other"), new SumEngine(0)))
                .hasMessageContaining("other");
    }

    private static ModelForecaster forecaster(WindowShape shape) {
        return open(bundle(shape, "tutorial-row"), new SumEngine(0));
    }

    private static ModelForecaster open(TrainedModel bundle, Engine engine) {
        return ModelForecaster.open(bundle, network -> engine);
    }

    private static TrainedModel bundle(WindowShape shape, String features) {
        return bundle(NETWORK, shape, features);
    }

    private static TrainedModel bundle(NetworkSpec network, WindowShape shape, String features) {
        return new TrainedModel(
                new ModelRef("m", "1"),
                network,
                new Weights(Map.of()),
                new ForecastTask(shape, Set.of(ZoneId.of("America/Los_Angeles")), features),
                new ModelCard(
                        new BuildFacts("r", Instant.EPOCH, "sum", "0", "17", "x"),
                        new FitFacts("0", 1, 1, 1, 1, 1),
                        Map.of()));
    }

    /** Says, at each target step, the sum of a row's inputs, plus {@code offset}. */
    private record SumEngine(float offset) implements Engine {
        @Override
        public String name() {
            return "sum";
        }

        @Override
        public Predictor predictor(NetworkSpec network, Weights weights) {
            int columns = network.inputs().values().iterator().next().size();
            int results = network.outputShape().size();
            return new Predictor() {
                @Override
                public void predict(float[][] inputs, int rows, float[] output) {
                    for (int row = 0; row < rows; row++) {
                        float sum = offset;
                        for (int i = 0; i < columns; i++) {
                            sum += inputs[0][row * columns + i];
                        }
                        java.util.Arrays.fill(output, row * results, (row + 1) * results, sum);
                    }
                }

                @Override
                public void predict(List<? extends Rows> inputs, float[] output) {
                    throw new UnsupportedOperationException("only rows of numbers");
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public FitResult fit(
                NetworkSpec network,
                Weights initial,
                Samples training,
                Optional<Samples> validation,
                TrainingSpec plan,
                FitListener listener) {
            throw new UnsupportedOperationException("only predicts");
        }

        @Override
        public LossAndGradients gradients(NetworkSpec network, Weights weights, Samples batch, TrainingSpec plan) {
            throw new UnsupportedOperationException("only predicts");
        }
    }
}
