package io.foreflow.models.engine.cuda;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Initializer;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.stream.Stream;

/** Networks with six numbers in and 24 out. */
enum SmallNetwork {
    DENSE(Shape.of(6), new Dense(16, Activation.RELU), new Dense(SmallNetwork.HORIZON, Activation.LINEAR)),
    SIMPLE_RNN(Shape.of(6, 1), new SimpleRnn(8), new Dense(SmallNetwork.HORIZON, Activation.LINEAR)),
    LSTM(Shape.of(6, 1), new Lstm(8), new Dense(SmallNetwork.HORIZON, Activation.LINEAR)),
    STACKED(
            Shape.of(3, 2),
            new Lstm(5, Activation.TANH, Activation.SIGMOID, true),
            new SimpleRnn(4, Activation.TANH, true),
            new Dense(3, Activation.TANH, true, 0.01, Initializer.GLOROT_UNIFORM),
            new LayerSpec.Flatten(),
            new Dense(SmallNetwork.HORIZON, Activation.SIGMOID, true, 0.02, Initializer.GLOROT_UNIFORM)),
    /** Too wide for the memory that the emulated GPU's threads share. */
    WIDE(Shape.of(6, 1), new Lstm(24), new Dense(SmallNetwork.HORIZON, Activation.LINEAR));

    static final int HORIZON = 24;

    private final NetworkSpec network;

    SmallNetwork(Shape input, LayerSpec... layers) {
        NetworkSpec.SequentialBuilder builder = NetworkSpec.sequential(input);
        Stream.of(layers).forEach(builder::add);
        this.network = builder.build();
    }

    NetworkSpec network() {
        return network;
    }
}
