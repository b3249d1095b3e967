package io.foreflow.models.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.InputGroup;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.ForecastExplanation.Contribution;
import io.foreflow.models.model.ForecastExplanation.ExplainedMember;
import io.foreflow.models.model.ForecastExplanation.MemberKind;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowBuilder;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ForecastExplanationProperties {
    private static final WindowShape SHAPE = WindowShape.DEFAULT;
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final SensorId OWN = SensorId.of("own");
    private static final SensorId OTHER = SensorId.of("other");
    private static final List<CovariateInput> HEAT =
            List.of(new CovariateInput("heat", 15, 5, true), new CovariateInput("rain", 1, 2, false));
    private static final TrainedModel MODEL = model(1);

    @Property(tries = 200)
    void theContributionsAddUpToTheForecastLessLastWeek(@ForAll long seed) {
        // given: windows that know much, little or nothing
        Window window = window(new Random(seed));

        // when
        Optional<ForecastExplanation> explained = explain(MODEL, window);

        // then
        if (forecast(MODEL, window) instanceof Forecasted forecasted) {
            ForecastExplanation explanation = explained.orElseThrow();
            assertThat(explanation.values()).isEqualTo(forecasted.values());
            for (int lead = 0; lead < SHAPE.horizon(); lead++) {
                double week = window.lastWeek().at(lead);
                double reference = explanation.reference().at(lead);
                assertThat(reference).isFinite();
                if (!Double.isNaN(week)) {
                    assertThat(reference).isEqualTo(week);
                }
                assertThat(sum(explanation, lead))
                        .isCloseTo(forecasted.values().at(lead) - reference, within(1e-9 * (1 + Math.abs(reference))));
            }
        } else {
            assertThat(explained).isEmpty();
        }
    }

    @Property(tries = 100)
    void theInputsOfARegressionAddUpWithoutARest(@ForAll long seed) {
        // given: regressions alone, and forecasts far from their limits
        Random random = new Random(seed);
        TrainedModel regressions = MODEL.with(task(Map.of("hourly", 0.5, "row", 0.3, "context", 0.2)));
        Window window = window(random);

        // when
        explain(regressions, window)
                .filter(explained -> !names(explained).contains("limits"))
                .ifPresent(explained -> explained.contributions().stream()
                        .filter(one -> one.source().name().equals("rounding"))
                        .forEach(rounding -> {
                            // then: what is left is the rounding of 32-bit numbers
                            double scale = Math.max(window.scale(), 1e-3 * Math.abs(window.level()));
                            assertThat(rounding.values().stream()
                                            .map(Math::abs)
                                            .max()
                                            .orElse(0))
                                    .isLessThan(1e-3 * scale + 1e-9);
                        }));
    }

    @Property(tries = 100)
    void theMeanOfTheMembersIsTheForecast(@ForAll long seed) {
        // given
        Window window = window(new Random(seed));

        // when
        Optional<ForecastExplanation> explained = explain(MODEL, window);

        // then
        explained.filter(one -> !names(one).contains("limits")).ifPresent(one -> {
            List<ExplainedMember> used = one.members().stream()
                    .filter(member -> member.values().isPresent())
                    .toList();
            double shares = used.stream().mapToDouble(ExplainedMember::share).sum();
            for (int lead = 0; lead < SHAPE.horizon(); lead++) {
                int at = lead;
                double mean = used.stream()
                                .mapToDouble(member -> member.share()
                                        * member.values().orElseThrow().at(at))
                                .sum()
                        / shares;
                assertThat(one.values().at(lead)).isCloseTo(mean, within(1e-9 * (1 + Math.abs(mean))));
            }
        });
    }

    @Property(tries = 100)
    void publishedValuesKeepTheSum(@ForAll long seed) {
        // given
        Window window = window(new Random(seed));
        InputGroup changed = new InputGroup("changed", "late readings");

        explain(MODEL, window).ifPresent(explained -> {
            // when
            Values rounded = ForecastDigits.of(window).round(explained.values());
            Values moved = Values.generate(SHAPE.horizon(), lead -> rounded.at(lead) + 7);
            ForecastExplanation published = explained.asPublished(rounded, Optional.empty());
            ForecastExplanation late = explained.asPublished(moved, Optional.of(changed));

            // then
            assertThat(names(published)).doesNotContain("changed");
            assertThat(names(late)).contains("changed");
            for (int lead = 0; lead < SHAPE.horizon(); lead++) {
                double reference = explained.reference().at(lead);
                double tolerance = 1e-9 * (1 + Math.abs(reference));
                assertThat(sum(published, lead)).isCloseTo(rounded.at(lead) - reference, within(tolerance));
                assertThat(sum(late, lead)).isCloseTo(moved.at(lead) - reference, within(tolerance));
            }
        });
    }

    @Test
    void shouldSayWhatEachMemberIs() {
        // given
        Window window = complete().build();

        // when
        ForecastExplanation explained = explain(MODEL, window).orElseThrow();

        // then
        assertThat(explained.members())
                .extracting(ExplainedMember::name, ExplainedMember::kind, ExplainedMember::networks)
                .containsExactly(
                        tuple("blend", MemberKind.BASELINE, 0),
                        tuple("deep", MemberKind.NETWORK, 2),
                        tuple("hourly", MemberKind.REGRESSION, 1),
                        tuple("row", MemberKind.REGRESSION, 1));
        assertThat(names(explained)).contains("base:blend", "network:deep", "value-1", "time", "covariate:heat");
        assertThat(explained.contributions())
                .extracting(one -> one.source().words())
                .contains(
                        "the value of 1 h before, beside its usual value",
                        "the covariate heat beside its mean in training");
    }

    @Test
    void shouldLeaveOutAMemberThatKnowsAnotherSensorAlone() {
        // given: shares of a sensor that has no member called hourly
        TrainedModel model = MODEL.with(task(Map.of("hourly", 0.5, "row", 0.5)));
        Window window = complete().sensor(OTHER).build();

        // when
        ForecastExplanation explained = explain(model, window).orElseThrow();

        // then: the other one has the whole share
        assertThat(explained.members().get(0).values()).isEmpty();
        assertThat(explained.members().get(0).obstacle()).isPresent();
        assertThat(explained.values())
                .isEqualTo(explained.members().get(1).values().orElseThrow());
    }

    /** Each case changes one part of a window, and names the only groups whose contributions may differ. */
    @Test
    void shouldChargeAChangeToTheGroupThatItBelongsTo() {
        // given: one regression of all inputs
        TrainedModel row = MODEL.with(task(Map.of("row", 1.0)));
        Window before = complete().build();
        Values history = before.history();
        Map<Window, Set<String>> changes = Map.of(
                complete()
                        .history(Values.generate(6, i -> history.at(i) + (i == 5 ? 20 : 0)))
                        .build(),
                Set.of("value-1"),
                complete()
                        .alike(Values.generate(24, i -> before.alike().at(i) + 1))
                        .build(),
                Set.of("base:blend", "yesterday", "lastWeek", "usual", "alike", "time"),
                complete()
                        .covariates(Map.of(
                                "heat", heat(20), "rain", new Covariate(constant(24, 1), constant(24, Double.NaN))))
                        .build(),
                Set.of("covariate:heat"),
                complete()
                        .usualPast(Values.generate(24, i -> before.usualPast().at(i) + 5))
                        .build(),
                Set.of("lastDay", "time", "value-1", "value-2", "value-3", "value-4", "value-5", "value-6"));
        Map<String, Values> was = bySource(explain(row, before).orElseThrow());

        changes.forEach((changed, groups) -> {
            // when
            Map<String, Values> is = bySource(explain(row, changed).orElseThrow());

            // then
            Set<String> differ = Stream.concat(is.keySet().stream(), was.keySet().stream())
                    .filter(name -> !name.equals("rounding") && !Objects.equals(is.get(name), was.get(name)))
                    .collect(Collectors.toSet());
            assertThat(differ).isNotEmpty().isSubsetOf(groups);
        });
    }

    @Test
    void shouldExplainAFallbackByItsBaseline() {
        // given
        Window window = complete().build();
        Values values = window.yesterday();

        // when
        ForecastExplanation explained =
                ForecastExplanation.ofFallback(window, values, "yesterday").orElseThrow();

        // then
        assertThat(explained.members())
                .extracting(ExplainedMember::name, ExplainedMember::kind)
                .containsExactly(tuple("yesterday", MemberKind.BASELINE));
        assertThat(names(explained)).containsExactly("base:yesterday");
        assertThat(sum(explained, 3)).isCloseTo(values.at(3) - window.lastWeek().at(3), within(1e-9));
    }

    private static double sum(ForecastExplanation explained, int lead) {
        return explained.contributions().stream()
                .mapToDouble(one -> one.values().at(lead))
                .sum();
    }

    private static List<String> names(ForecastExplanation explained) {
        return explained.contributions().stream()
                .map(one -> one.source().name())
                .toList();
    }

    private static Map<String, Values> bySource(ForecastExplanation explained) {
        Map<String, Values> bySource = new TreeMap<>();
        for (Contribution one : explained.contributions()) {
            assertThat(bySource.put(one.source().name(), one.values())).isNull();
        }
        return bySource;
    }

    private static Optional<ForecastExplanation> explain(TrainedModel model, Window window) {
        return ForecastExplanation.of(model, network -> FusedEngine.create(), window);
    }

    private static ForecastOutcome forecast(TrainedModel model, Window window) {
        try (ModelForecaster forecaster = ModelForecaster.open(model, network -> FusedEngine.create())) {
            return forecaster.forecast(window);
        }
    }

    /** A window that knows everything, and whose values are not alike. */
    private static WindowBuilder complete() {
        Random random = new Random(7);
        return window(random, 0)
                .sensor(OWN)
                .zone(ZONE)
                .level(100)
                .scale(10)
                .baselines(new BaselineErrors(3, 2, 1))
                .covariates(Map.of("heat", heat(12), "rain", new Covariate(constant(24, 1), constant(24, Double.NaN))));
    }

    private static Covariate heat(double degrees) {
        return new Covariate(constant(24, degrees), constant(24, degrees + 2));
    }

    private static Values constant(int length, double value) {
        return Values.generate(length, i -> value);
    }

    private static Window window(Random random) {
        return window(random, random.nextInt(4) == 0 ? 0.4 : 0).build();
    }

    private static WindowBuilder window(Random random, double gaps) {
        double level = 100 + 50 * random.nextGaussian();
        return Window.builder(
                        random.nextBoolean() ? OWN : OTHER,
                        Instant.parse("2021-03-20T00:00:00Z").plus(Duration.ofHours(random.nextInt(500))),
                        SHAPE,
                        random.nextInt(20) == 0 ? ZoneId.of("UTC") : ZONE)
                .history(values(6, level, gaps > 0 && random.nextInt(5) == 0 ? 0.1 : 0, random))
                .usualPast(values(24, level, gaps, random))
                .yesterday(values(24, level, gaps, random))
                .lastWeek(values(24, level, gaps, random))
                .usual(values(24, level, gaps, random))
                .usualCounts(Collections.nCopies(24, random.nextInt(5)))
                .alike(values(24, level, gaps, random))
                .alikePast(values(24, level, gaps, random))
                .covariates(
                        random.nextBoolean()
                                ? Map.of()
                                : Map.of(
                                        "heat",
                                        new Covariate(values(24, 15, gaps, random), values(24, 15, gaps, random))))
                .level(gaps > 0 && random.nextInt(10) == 0 ? Double.NaN : level)
                .scale(10 * random.nextDouble())
                .baselines(
                        gaps > 0 && random.nextInt(10) == 0
                                ? BaselineErrors.UNKNOWN
                                : new BaselineErrors(random.nextDouble(), random.nextDouble(), random.nextDouble()));
    }

    private static Values values(int length, double level, double gaps, Random random) {
        return Values.generate(
                length, i -> random.nextDouble() < gaps ? Double.NaN : level + 10 * random.nextGaussian());
    }

    /** A network, a regression with covariates, one of the best baseline, and one by hour for one sensor. */
    private static TrainedModel model(int seed) {
        NetworkSpec deep = NetworkSpec.sequential(
                        requireNonNull(FeatureSet.BLEND_ROW.inputs(SHAPE).get(FeatureSet.INPUT)))
                .add(new Dense(20, Activation.RELU))
                .add(new Dense(24, Activation.LINEAR))
                .build();
        return new TrainedModel(
                new ModelRef("ensemble", "1"),
                List.of(
                        new NamedNetwork("deep-1", deep, weights(deep, seed)),
                        new NamedNetwork("deep-2", deep, weights(deep, seed + 1)),
                        linear("row", FeatureSet.BLEND_ROW, HEAT, seed + 2),
                        linear("context", FeatureSet.CONTEXT_ROW, List.of(), seed + 3),
                        linear("tutorial", FeatureSet.TUTORIAL_ROW, List.of(), seed + 4),
                        linear("hours", FeatureSet.BLEND_HOURS, HEAT, seed + 5)),
                task(Map.of("deep", 0.25, "row", 0.25, "hourly", 0.25, MemberShares.BLEND, 0.25)),
                new ModelCard(
                        new BuildFacts("r", Instant.EPOCH, "fused", "0", "17", "x"),
                        new FitFacts("0", 1, 1, 1, 1, 1),
                        Map.of()));
    }

    private static NamedNetwork linear(String name, FeatureSet features, List<CovariateInput> covariates, int seed) {
        NetworkSpec network = NetworkSpec.sequential(
                        requireNonNull(features.inputs(SHAPE, covariates).get(FeatureSet.INPUT)))
                .add(new Dense(24, Activation.LINEAR))
                .build();
        return new NamedNetwork(name, network, weights(network, seed));
    }

    /** Makes a task in which each sensor has these shares, and others have further members. */
    private static ForecastTask task(Map<String, Double> shares) {
        return new ForecastTask(
                SHAPE,
                Set.of(ZONE),
                TargetBounds.NOT_NEGATIVE,
                List.of(
                        new Member(
                                "deep",
                                List.of("deep-1", "deep-2"),
                                FeatureSet.BLEND_ROW.label(),
                                List.of(),
                                Optional.empty()),
                        new Member("row", List.of("row"), FeatureSet.BLEND_ROW.label(), HEAT, Optional.empty()),
                        new Member("context", "context", FeatureSet.CONTEXT_ROW.label(), Optional.empty()),
                        new Member("tutorial", "tutorial", FeatureSet.TUTORIAL_ROW.label(), Optional.empty()),
                        new Member("hourly", List.of("hours"), FeatureSet.BLEND_HOURS.label(), HEAT, Optional.of(OWN))),
                shares.containsKey("deep")
                        ? Map.of(
                                OWN,
                                new MemberShares(shares),
                                OTHER,
                                new MemberShares(Map.of("tutorial", 0.4, "context", 0.4, "usual", 0.2)))
                        : Map.of(OWN, new MemberShares(shares), OTHER, new MemberShares(shares)),
                MemberShares.of("deep"));
    }

    private static Weights weights(NetworkSpec network, int seed) {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        WeightShapes.of(network).forEach((name, shape) -> {
            float[] numbers = new float[shape.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = 0.05f * (float) random.nextGaussian();
            }
            tensors.put(name, Tensor.owning(shape, numbers));
        });
        return new Weights(tensors);
    }
}
