package io.foreflow.models.onnx;

import com.google.protobuf.ByteString;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The graph of an ONNX file; the field numbers are those of onnx.proto3. */
final class GraphWriter {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    /** An attribute of a node. */
    record Attribute(Message message) {
        private static final int TYPE = 20;

        static Attribute number(String name, long value) {
            return new Attribute(new Message().text(1, name).number(3, value).number(TYPE, 2));
        }

        static Attribute reals(String name, List<Float> values) {
            Message message = new Message().text(1, name);
            values.forEach(value -> message.real(7, value));
            return new Attribute(message.number(TYPE, 6));
        }

        static Attribute numbers(String name, long... values) {
            Message message = new Message().text(1, name);
            for (long value : values) {
                message.number(8, value);
            }
            return new Attribute(message.number(TYPE, 7));
        }

        static Attribute text(String name, String value) {
            return new Attribute(new Message().text(1, name).text(4, value).number(TYPE, 3));
        }

        static Attribute texts(String name, List<String> values) {
            Message message = new Message().text(1, name);
            values.forEach(value -> message.text(9, value));
            return new Attribute(message.number(TYPE, 8));
        }
    }

    private final Message graph = new Message().text(2, "foreflow");
    private final Set<String> constants = new HashSet<>();

    void node(String operator, List<String> inputs, String output, Attribute... attributes) {
        node(operator, inputs, List.of(output), attributes);
    }

    /** @param outputs an empty name for what is not needed */
    void node(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, outputs.get(outputs.size() - 1)).text(4, operator);
        for (Attribute attribute : attributes) {
            node.message(5, attribute.message());
        }
        graph.message(1, node);
    }

    /** Softmax goes along the last dimension; for a linear one nothing is added. */
    void activation(Activation activation, String sums, String name) {
        switch (activation) {
            case LINEAR -> {}
            case RELU -> node("Relu", List.of(sums), name);
            case TANH -> node("Tanh", List.of(sums), name);
            case SIGMOID -> node("Sigmoid", List.of(sums), name);
            case SOFTMAX -> node("Softmax", List.of(sums), name, Attribute.number("axis", -1));
        }
    }

    void constant(String name, Shape shape, float[] numbers) {
        ByteBuffer raw = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(numbers);
        Message tensor = new Message();
        for (int dimension : shape.toArray()) {
            tensor.number(1, dimension);
        }
        graph.message(5, tensor.number(2, FLOAT).text(8, name).bytes(9, ByteString.copyFrom(raw.array())));
    }

    /** One whole number as a list of one, under a name of its own. */
    String constant(long number) {
        String name = "/number/" + number;
        if (constants.add(name)) {
            ByteBuffer raw = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, number);
            graph.message(
                    5,
                    new Message()
                            .number(1, 1)
                            .number(2, INT64)
                            .text(8, name)
                            .bytes(9, ByteString.copyFrom(raw.array())));
        }
        return name;
    }

    void input(String name, Shape row) {
        graph.message(11, value(name, row));
    }

    void output(String name, Shape row) {
        graph.message(12, value(name, row));
    }

    /** Floats [batch, …row]. */
    private static Message value(String name, Shape row) {
        Message shape = new Message().message(1, new Message().text(2, "batch"));
        for (int dimension : row.toArray()) {
            shape.message(1, new Message().number(1, dimension));
        }
        Message tensor = new Message().number(1, FLOAT).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    Message toMessage() {
        return graph;
    }
}
