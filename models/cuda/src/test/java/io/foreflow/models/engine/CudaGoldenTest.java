package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.cuda.EmulatedGpu;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels, run on the processor, against the vectors made with Keras whose layers they know. */
class CudaGoldenTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "binary_10_32_32_1_sgd.json",
                "binary_l2_adam.json",
                "dense_6_16_24_adam.json",
                "dense_6_16_24_rmsprop.json",
                "dense_tanh_mae_sgd.json",
                "linear_1_rmsprop.json",
                "lstm_1x6_rmsprop.json",
                "lstm_6x1_adam.json",
                "lstm_6x3_sgd.json",
                "lstm_stacked_12x2_adam.json",
                "simple_rnn_1x6_rmsprop.json",
                "simple_rnn_6x1_adam.json",
                "softmax_onehot_adam.json",
                "softmax_sparse_rmsprop.json"
            })
    void shouldDoWhatKerasDoes(String file) throws Exception {
        // given
        Engine engine = EmulatedGpu.engine();

        // when, then
        try (InputStream in = requireNonNull(getClass().getResourceAsStream("/golden/keras/" + file))) {
            KerasGoldenTest.check(engine, KerasGolden.read(in));
        }
    }
}
