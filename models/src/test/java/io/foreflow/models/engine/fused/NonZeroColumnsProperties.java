package io.foreflow.models.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NonZeroColumnsProperties {
    @Property(tries = 500)
    void everyColumnThatIsNotZeroLiesInARun(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 400) int columns,
            @ForAll @IntRange(min = 1, max = 5) int rows) {
        // given
        Random random = new Random(seed);
        float[] x = sparse(rows, columns, random);
        NonZeroColumns found = new NonZeroColumns(columns);
        found.find(sparse(3, columns, random), 0, columns, 3);

        // when
        found.find(x, 0, columns, rows);

        // then: runs ascend, start and end with a block that is needed, and leave out zeros only
        boolean[] covered = new boolean[columns];
        int before = -1;
        for (int from = found.start(0); from < columns; from = found.start(found.end(from))) {
            assertThat(from).isGreaterThan(before);
            before = found.end(from);
            assertThat(before).isGreaterThan(from).isLessThanOrEqualTo(columns);
            Arrays.fill(covered, from, before, true);
        }
        for (int block = 0; block < columns; block += 8) {
            boolean needed = false;
            for (int i = block; i < Math.min(block + 8, columns); i++) {
                for (int row = 0; row < rows; row++) {
                    needed |= x[row * columns + i] != 0;
                }
            }
            assertThat(covered[block]).isEqualTo(needed);
        }
    }

    @Property(tries = 100)
    void columnsOfZerosChangeNoBitOfAProduct(
            @ForAll long seed,
            @ForAll boolean plain,
            @ForAll @IntRange(min = 200, max = 400) int columns,
            @ForAll @IntRange(min = 1, max = 160) int units,
            @ForAll @IntRange(min = 1, max = 40) int rows) {
        // given: rows with few numbers, and the same rows behind one without zeros, so that no column is left out
        Random random = new Random(seed);
        NetworkSpec network = NetworkSpec.sequential(Shape.of(columns))
                .add(new Dense(units, Activation.LINEAR))
                .build();
        FusedEngine engine = plain ? FusedEngine.plain() : FusedEngine.create();
        Predictor predictor = engine.predictor(network, Initialization.weights(network, seed));
        float[] x = sparse(rows, columns, random);

        // when
        float[] result = new float[rows * units];
        predictor.predict(new float[][] {x}, rows, result);

        // then
        for (int row = 0; row < rows; row++) {
            float[] two = new float[2 * columns];
            Arrays.fill(two, 0, columns, 1);
            System.arraycopy(x, row * columns, two, columns, columns);
            float[] expected = new float[2 * units];
            predictor.predict(new float[][] {two}, 2, expected);
            assertThat(Arrays.copyOfRange(result, row * units, (row + 1) * units))
                    .isEqualTo(Arrays.copyOfRange(expected, units, 2 * units));
        }
    }

    private static float[] sparse(int rows, int columns, Random random) {
        float[] x = new float[rows * columns];
        int numbers = random.nextInt(rows * columns / 10 + 1);
        for (int i = 0; i < numbers; i++) {
            x[random.nextInt(x.length)] = random.nextInt(5) == 0 ? 1 : (float) random.nextGaussian();
        }
        return x;
    }
}
