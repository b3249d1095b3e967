package io.foreflow.models.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The functions against those of the library, in double precision, over floats of every size and on every kernel. */
class FunctionsTest {
    private static final float[] NUMBERS = numbers();

    private interface InPlace {
        void apply(Kernels kernels, float[] x);
    }

    /** Both signs of numbers from 1e-20 to 200, evenly on a logarithmic scale, 0, and what lies beyond all limits. */
    private static float[] numbers() {
        List<Float> numbers = new ArrayList<>(List.of(0f, 1e30f, -1e30f, Float.POSITIVE_INFINITY));
        numbers.add(Float.NEGATIVE_INFINITY);
        for (double size = 1e-20; size < 200; size *= 1.0009) {
            numbers.add((float) size);
            numbers.add((float) -size);
        }
        while (numbers.size() % 64 != 0) {
            numbers.add(0f);
        }
        float[] array = new float[numbers.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = numbers.get(i);
        }
        return array;
    }

    private static List<Kernels> kernels() {
        return FusedEngine.isVectorApiThere()
                ? List.of(new PlainKernels(), new VectorKernels())
                : List.of(new PlainKernels());
    }

    @TestFactory
    List<DynamicTest> shouldBeAsExactAsSinglePrecisionAllows() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Kernels kernels : kernels()) {
            String name = kernels.getClass().getSimpleName();
            tests.add(DynamicTest.dynamicTest(
                    "tanh, " + name, () -> check(kernels, (k, x) -> k.tanh(x, 0, x.length), Math::tanh, 4e-7)));
            tests.add(DynamicTest.dynamicTest(
                    "sigmoid, " + name,
                    () -> check(kernels, (k, x) -> k.sigmoid(x, 0, x.length), FunctionsTest::sigmoid, 4e-7)));
        }
        return tests;
    }

    /** The engine's own is kept at its value at ±87. */
    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-Math.max(-87, Math.min(87, x))));
    }

    private static void check(Kernels kernels, InPlace function, DoubleUnaryOperator reference, double tolerance) {
        // given
        float[] results = NUMBERS.clone();

        // when
        function.apply(kernels, results);

        // then
        for (int i = 0; i < results.length; i++) {
            double expected = reference.applyAsDouble(NUMBERS[i]);
            assertThat(Math.abs(results[i] - expected))
                    .as("of %s: %s where it is %s", NUMBERS[i], results[i], expected)
                    .isLessThanOrEqualTo(tolerance * Math.abs(expected));
            assertThat(Math.abs(results[i])).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void shouldRaiseEToAnyPower() {
        for (float x : NUMBERS) {
            double expected = Math.exp(Math.max(-87, Math.min(87, x)));
            assertThat(Math.abs(Functions.exp(x) - expected))
                    .as("e to the %s", x)
                    .isLessThanOrEqualTo(2e-7 * expected);
        }
    }

    @TestFactory
    List<DynamicTest> shouldPassOnWhatIsNotANumber() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Kernels kernels : kernels()) {
            tests.add(DynamicTest.dynamicTest(kernels.getClass().getSimpleName(), () -> {
                float[] x = new float[kernels.lanes()];
                x[0] = Float.NaN;
                float[] y = x.clone();
                kernels.tanh(x, 0, x.length);
                kernels.sigmoid(y, 0, y.length);
                assertThat(x[0]).isNaN();
                assertThat(y[0]).isNaN();
                assertThat(Functions.exp(Float.NaN)).isNaN();
            }));
        }
        return tests;
    }
}
