package io.foreflow.models.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.IndexLists;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.Padding;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Passes and steps in plain loops make no object, compiled or not. (With the Vector API that holds once the code is
 * compiled, which no test can wait for: the benchmarks show it.)
 */
class AllocationTest {
    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final FusedEngine engine = FusedEngine.plain();

    static Stream<NetworkSpec> networks() {
        Dense head = new Dense(3, Activation.LINEAR);
        return Stream.of(
                NetworkSpec.sequential(Shape.of(6))
                        .add(new Dense(5, Activation.RELU))
                        .add(new Dropout(0.25))
                        .add(head)
                        .build(),
                NetworkSpec.sequential(Shape.of(6, 1))
                        .add(new Lstm(4, Activation.TANH, Activation.SIGMOID, true))
                        .add(new Lstm(4))
                        .add(head)
                        .build(),
                NetworkSpec.sequential(Shape.of(6, 1))
                        .add(new Gru(4, Activation.TANH, Activation.SIGMOID, true, false))
                        .add(new Gru(4, Activation.TANH, Activation.SIGMOID, true, true))
                        .add(new SimpleRnn(4))
                        .add(head)
                        .build(),
                NetworkSpec.sequential(Shape.of(2, 3, 1))
                        .add(new Rescaling(0.5, 0))
                        .add(new Conv2d(5, 2, Padding.SAME, Activation.RELU))
                        .add(new MaxPooling2d(2))
                        .add(new Flatten())
                        .add(head)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void shouldPredictWithoutAllocation(NetworkSpec network) {
        // given
        Predictor predictor = engine.predictor(network, Initialization.weights(network, 1));
        float[][] inputs = {new float[100 * 6]};
        float[] output = new float[100 * 3];
        predictor.predict(inputs, 1, output);
        predictor.predict(inputs, 100, output);

        // when
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            predictor.predict(inputs, 1, output);
            predictor.predict(inputs, 100, output);
        }
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;

        // then
        assertThat(allocated).isZero();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void shouldAllocateNoMoreForManyStepsThanForFew(NetworkSpec network) {
        // given
        int rows = 400;
        Shape input = network.inputs().values().iterator().next();
        Samples samples = new Samples(
                Map.of("input", Tensor.owning(input.batch(rows), new float[rows * 6])),
                Tensor.owning(Shape.of(rows, 3), new float[rows * 3]));

        // when
        long ofMany = allocatedBySecondEpoch(network, samples, 2);
        long ofFew = allocatedBySecondEpoch(network, samples, 200);

        // then
        assertThat(ofMany).isEqualTo(ofFew);
    }

    @Test
    void shouldReadIndexListsWithoutAllocation() {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(50))
                .add(new Dense(4, Activation.RELU))
                .add(new Dense(1, Activation.SIGMOID))
                .build();
        Weights weights = Initialization.weights(network, 1);
        Predictor predictor = engine.predictor(network, weights);
        int[][] lists = IntStream.range(0, 40)
                .mapToObj(row -> IntStream.range(0, row).toArray())
                .toArray(int[][]::new);
        List<Rows> inputs = List.of(IndexLists.of(50, lists));
        float[] output = new float[40];
        predictor.predict(inputs, output);

        // when
        long before = thread.getCurrentThreadAllocatedBytes();
        predictor.predict(inputs, output);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;

        // then
        assertThat(allocated).isZero();
    }

    /** What one epoch takes does not depend on how many steps it has. */
    private long allocatedBySecondEpoch(NetworkSpec network, Samples samples, int batchSize) {
        TrainingSpec plan = new TrainingSpec(new Loss.Mse(), new Adam(0.01), batchSize, 4, Optional.empty(), 7);
        long[] marks = new long[5];
        FitListener listener = epoch -> {
            marks[epoch.epoch()] = thread.getCurrentThreadAllocatedBytes();
            return true;
        };
        engine.fit(network, Initialization.weights(network, 1), samples, Optional.empty(), plan, listener);
        return marks[4] - marks[3];
    }
}
