package io.foreflow.models.forecast;

import static io.foreflow.models.forecast.WindowFixture.constant;
import static io.foreflow.models.forecast.WindowFixture.partly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.network.Shape;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureSetTest {
    private static final int CONTEXT = 5 * 24 + 168 + 24 + 7 + 6 + 6;
    private static final int CALENDAR = 5 * 24;

    @Test
    void shouldKeepItsNames() {
        assertThat(FeatureSet.values())
                .extracting(FeatureSet::label)
                .containsExactly(
                        "tutorial-row",
                        "tutorial-steps",
                        "tutorial-one-step",
                        "context-row",
                        "context-steps",
                        "blend-row",
                        "blend-steps",
                        "blend-hours");
        assertThat(FeatureSet.named("context-row")).isEqualTo(FeatureSet.CONTEXT_ROW);
        assertThatThrownBy(() -> FeatureSet.named("contextrow"))
                .hasMessageContaining("contextrow")
                .hasMessageContaining("context-row, context-steps");
    }

    @Test
    void shouldTellTheShapesOfTheInputs() {
        assertThat(FeatureSet.TUTORIAL_ROW.inputs(WindowShape.DEFAULT)).isEqualTo(Map.of("input", Shape.of(6)));
        assertThat(FeatureSet.TUTORIAL_STEPS.inputs(WindowShape.DEFAULT)).isEqualTo(Map.of("input", Shape.of(6, 1)));
        assertThat(FeatureSet.TUTORIAL_ONE_STEP.inputs(WindowShape.DEFAULT)).isEqualTo(Map.of("input", Shape.of(1, 6)));
        assertThat(FeatureSet.CONTEXT_ROW.inputs(WindowShape.DEFAULT))
                .isEqualTo(Map.of("input", Shape.of(12 + CONTEXT)));
        assertThat(FeatureSet.CONTEXT_STEPS.inputs(WindowShape.DEFAULT).keySet())
                .containsExactly("steps", "context");
        assertThat(FeatureSet.CONTEXT_STEPS.inputs(WindowShape.DEFAULT))
                .isEqualTo(Map.of("steps", Shape.of(6, 2), "context", Shape.of(CONTEXT)));
    }

    @Test
    void shouldScaleTheHistoryByLevelAndScale() {
        // given
        Window window = WindowFixture.window()
                .history(Values.of(40, 50, 60, 70, 80, 90))
                .build();

        // then
        assertThat(encode(FeatureSet.TUTORIAL_ROW, window)[0]).containsExactly(-1, 0, 1, 2, 3, 4);
        WindowEncoder encoder = loaded(FeatureSet.TUTORIAL_ROW, window);
        assertThat(encoder.encode(0, 70)).isEqualTo(2);
        assertThat(encoder.decode(23, 2)).isEqualTo(70);
    }

    @Test
    void shouldWriteOneRowAfterAnother() {
        // given
        Window window = WindowFixture.window().build();
        WindowEncoder encoder = loaded(FeatureSet.CONTEXT_STEPS, window);
        float[][] first = {new float[12], new float[CONTEXT]};
        float[][] both = {new float[24], new float[2 * CONTEXT]};

        // when
        encoder.write(first, 0);
        Arrays.fill(both[0], 9);
        Arrays.fill(both[1], 9);
        encoder.write(both, 0);
        encoder.write(both, 1);

        // then
        assertThat(Arrays.copyOfRange(both[0], 12, 24)).isEqualTo(first[0]);
        assertThat(Arrays.copyOfRange(both[1], CONTEXT, 2 * CONTEXT)).isEqualTo(first[1]);
        assertThat(Arrays.copyOfRange(both[1], 0, CONTEXT)).isEqualTo(first[1]);
    }

    @Test
    void shouldJoinStepsAndContextInOneRow() {
        // given
        Window window = WindowFixture.window().build();

        // when
        float[][] two = encode(FeatureSet.CONTEXT_STEPS, window);
        float[] row = encode(FeatureSet.CONTEXT_ROW, window)[0];

        // then
        assertThat(Arrays.copyOfRange(row, 0, 12)).isEqualTo(two[0]);
        assertThat(Arrays.copyOfRange(row, 12, row.length)).isEqualTo(two[1]);
    }

    @Test
    void shouldPutTheUsualValueBesideEachStepOfTheHistory() {
        // given
        Window window = WindowFixture.window()
                .history(Values.of(40, 50, 60, 70, 80, 90))
                .usualPast(Values.generate(24, i -> 10 * i))
                .build();

        // then
        assertThat(encode(FeatureSet.CONTEXT_STEPS, window)[0])
                .containsExactly(-1, 13, 0, 14, 1, 15, 2, 16, 3, 17, 4, 18);
    }

    @Test
    void shouldLearnTheResidualToTheBestBaseline() {
        // given
        Window window = WindowFixture.window().errors(1, 3, 2).build();

        // when
        WindowEncoder encoder = loaded(FeatureSet.CONTEXT_ROW, window);
        float[] context = encode(FeatureSet.CONTEXT_STEPS, window)[1];

        // then
        assertThat(encoder.encode(5, 130)).isEqualTo(3);
        assertThat(encoder.decode(5, 3)).isEqualTo(130);
        assertThat(Arrays.copyOfRange(context, 0, 24)).containsOnly(5);
        assertThat(Arrays.copyOfRange(context, 24, 48)).containsOnly(0);
        assertThat(Arrays.copyOfRange(context, 48, 72)).containsOnly(10);
        assertThat(Arrays.copyOfRange(context, 72, 96)).containsOnly(20);
        assertThat(Arrays.copyOfRange(context, 96, 120)).containsOnly(-19);
        assertThat(Arrays.copyOfRange(context, CALENDAR + 199, CALENDAR + 205))
                .containsExactly(0.1f, 0.3f, 0.2f, 1, 0, 0);
    }

    @Test
    void shouldReadTheCalendarInTheWindowsZone() {
        // given: 2021-05-05 is a Wednesday; 17:00 UTC is 10:00 in Los Angeles
        float[] west = encode(FeatureSet.CONTEXT_STEPS, WindowFixture.window().build())[1];
        float[] utc = encode(
                FeatureSet.CONTEXT_STEPS, WindowFixture.window().zone("UTC").build())[1];

        // then
        assertThat(ones(west)).containsExactly(2 * 24 + 10, 168 + 10, 168 + 24 + 2);
        assertThat(ones(utc)).containsExactly(2 * 24 + 17, 168 + 17, 168 + 24 + 2);
    }

    @Test
    void shouldReadTheCalendarAcrossClockChanges() {
        // given: clocks in Los Angeles go from 01:59 to 03:00 on Sunday 2021-03-14, and see 01:00 twice on 2021-11-07
        float[] before = context("2021-03-14T09:00:00Z");
        float[] after = context("2021-03-14T10:00:00Z");
        float[] first = context("2021-11-07T08:00:00Z");
        float[] second = context("2021-11-07T09:00:00Z");

        // then
        assertThat(ones(before)).startsWith(6 * 24 + 1);
        assertThat(ones(after)).startsWith(6 * 24 + 3);
        assertThat(ones(first)).startsWith(6 * 24 + 1);
        assertThat(ones(second)).startsWith(6 * 24 + 1);
    }

    @Test
    void shouldWriteZeroForTheUnknownAndSaySo() {
        // given
        Window window = WindowFixture.window()
                .lastWeek(Values.missing(24))
                .usual(partly(24, 6, 300))
                .usualPast(Values.missing(24))
                .errors(1, Double.NaN, Double.NaN)
                .build();

        // when
        float[][] inputs = encode(FeatureSet.CONTEXT_STEPS, window);

        // then
        assertThat(Arrays.copyOfRange(inputs[1], 48, 72)).containsOnly(0);
        assertThat(Arrays.copyOfRange(inputs[1], 78, 96)).containsOnly(0);
        assertThat(Arrays.copyOfRange(inputs[1], 96, 120)).containsOnly(0);
        assertThat(Arrays.copyOfRange(inputs[1], CONTEXT - 6, CONTEXT)).containsExactly(1, 0, 0.25f, 0, 0, 1);
        assertThat(inputs[0][1]).isZero();
    }

    @Test
    void shouldRefuseToGuessWhenTooLittleIsKnown() {
        assertThat(load(FeatureSet.CONTEXT_ROW, WindowFixture.window().errors(BaselineErrors.UNKNOWN)))
                .isFalse();
        assertThat(load(FeatureSet.CONTEXT_ROW, WindowFixture.window().level(Double.NaN, Double.NaN)))
                .isFalse();
        assertThat(load(FeatureSet.TUTORIAL_ROW, WindowFixture.window().errors(BaselineErrors.UNKNOWN)))
                .isTrue();
        assertThat(load(FeatureSet.TUTORIAL_ROW, WindowFixture.window().level(Double.NaN, Double.NaN)))
                .isFalse();
    }

    @Test
    void shouldStayFiniteForASeriesThatNeverMoved() {
        // given
        WindowFixture flat = WindowFixture.window().history(constant(6, 5000)).level(5000, 0);
        WindowFixture zero = WindowFixture.window().history(constant(6, 0)).level(0, 0);

        // then
        assertThat(encode(FeatureSet.TUTORIAL_ROW, flat.build())[0]).containsOnly(0);
        assertThat(encode(FeatureSet.TUTORIAL_ROW, zero.build())[0]).containsOnly(0);
        assertThat(loaded(FeatureSet.TUTORIAL_ROW, flat.build()).encode(0, 5010))
                .isEqualTo(2);
        assertThat(loaded(FeatureSet.TUTORIAL_ROW, zero.build()).encode(0, 3)).isEqualTo(3);
        assertThat(loaded(FeatureSet.TUTORIAL_ROW, flat.build()).encode(0, 1e9)).isEqualTo(20);
        assertThat(loaded(FeatureSet.TUTORIAL_ROW, flat.build()).decode(0, 0.5f))
                .isCloseTo(5002.5, within(1e-9));
    }

    @Test
    void shouldServeOtherShapes() {
        // given
        WindowShape daily = new WindowShape(Step.of(Duration.ofDays(1)), 6, 3);
        WindowShape quarters = new WindowShape(Step.of(Duration.ofMinutes(15)), 8, 120);

        // then
        assertThat(FeatureSet.CONTEXT_STEPS.inputs(daily).get("context")).isEqualTo(Shape.of(4 * 3 + 1 + 199 + 12));
        assertThat(FeatureSet.CONTEXT_STEPS.inputs(quarters).get("context"))
                .isEqualTo(Shape.of(4 * 120 + 96 + 199 + 12));
        assertThat(FeatureSet.CONTEXT_ROW.output(quarters)).isEqualTo(Shape.of(120));
    }

    private static float[] context(String origin) {
        return encode(
                FeatureSet.CONTEXT_STEPS, WindowFixture.window().origin(origin).build())[1];
    }

    /** Where the calendar part of a context is not 0. */
    private static int[] ones(float[] context) {
        return java.util.stream.IntStream.range(0, 199)
                .filter(i -> context[CALENDAR + i] != 0)
                .toArray();
    }

    private static boolean load(FeatureSet features, WindowFixture fixture) {
        return features.encoder(WindowShape.DEFAULT).load(fixture.build());
    }

    private static WindowEncoder loaded(FeatureSet features, Window window) {
        WindowEncoder encoder = features.encoder(window.shape());
        assertThat(encoder.load(window)).isTrue();
        return encoder;
    }

    private static float[][] encode(FeatureSet features, Window window) {
        float[][] inputs = features.inputs(window.shape()).values().stream()
                .map(shape -> new float[shape.size()])
                .toArray(float[][]::new);
        loaded(features, window).write(inputs, 0);
        return inputs;
    }
}
