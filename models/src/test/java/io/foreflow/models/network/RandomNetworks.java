package io.foreflow.models.network;

import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Small graphs of every kind of layer, with several inputs, joins, sums and shortcuts; the same for the same seed. */
public final class RandomNetworks {
    private static final List<Activation> ACTIVATIONS =
            List.of(Activation.LINEAR, Activation.RELU, Activation.TANH, Activation.SIGMOID, Activation.SOFTMAX);

    private final Random random;
    private final Map<String, Shape> inputs = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    /** What nothing reads yet. */
    private final Set<String> leaves = new LinkedHashSet<>();

    private RandomNetworks(long seed) {
        random = new Random(seed);
    }

    public static NetworkSpec network(long seed) {
        return new RandomNetworks(seed).build();
    }

    /** With a last Dense layer of the given activation. */
    public static NetworkSpec network(long seed, Activation last) {
        RandomNetworks networks = new RandomNetworks(seed);
        networks.grow();
        networks.join();
        networks.add(
                new Dense(1 + networks.random.nextInt(3), last),
                networks.leaves.iterator().next());
        return networks.finish();
    }

    private NetworkSpec build() {
        grow();
        join();
        boolean weightless = nodes.stream()
                .allMatch(node ->
                        node.layer().weights(shape(node.inputs().get(0))).isEmpty()
                                && !(node.layer() instanceof Nested));
        if (weightless || random.nextBoolean()) {
            add(dense(), leaves.iterator().next());
        }
        return finish();
    }

    private void grow() {
        addInput("sequence", Shape.of(1 + random.nextInt(3), 1 + random.nextInt(3)));
        if (random.nextBoolean()) {
            addInput("context", Shape.of(1 + random.nextInt(4)));
        }
        if (random.nextInt(4) == 0) {
            addInput("block", Shape.of(2, 1 + random.nextInt(2), 2));
        }
        if (random.nextInt(3) == 0) {
            addInput("picture", Shape.of(2 + random.nextInt(4), 2 + random.nextInt(4), 1 + random.nextInt(3)));
            add(conv2d(), "picture");
        }
        if (random.nextInt(3) == 0) {
            addInput("words", random.nextBoolean() ? Shape.of(1 + random.nextInt(3)) : Shape.of(2, 2));
            add(embedding(), "words");
        }
        int layers = 2 + random.nextInt(6);
        for (int i = 0; i < layers; i++) {
            addLayer();
        }
    }

    private void addInput(String name, Shape shape) {
        inputs.put(name, shape);
        shapes.put(name, shape);
        leaves.add(name);
    }

    private void addLayer() {
        String read = any(List.copyOf(shapes.keySet()));
        Shape in = shape(read);
        switch (random.nextInt(10)) {
            case 0 -> add(dense(), read);
            case 1 -> {
                if (in.rank() == 2) {
                    add(recurrent(), read);
                }
            }
            case 2 -> add(new Dropout(random.nextInt(3) * 0.25), read);
            case 3 -> add(new Flatten(), read);
            case 5 -> {
                if (inputs.containsKey(read) && in.rank() < 3) {
                    add(embedding(), read);
                }
            }
            case 4 -> {
                List<String> joinable = shapes.keySet().stream()
                        .filter(name -> outer(shape(name)).equals(outer(in)))
                        .toList();
                add(new Concatenate(), read, any(joinable));
            }
            case 7 -> {
                if (in.rank() == 3) {
                    add(random.nextBoolean() ? conv2d() : pooling(in), read);
                }
            }
            case 8 -> {
                boolean hasColours = in.last() == 3 && random.nextBoolean();
                // The means would leave every probability 0 or 1.
                add(
                        hasColours ? new Rescaling(0.01, 1.1) : new Rescaling(0.7, 0.2),
                        hasColours ? add(new BgrMeans(), read) : read);
            }
            case 9 -> add(nested(in), read);
            default -> {
                List<String> equal = shapes.keySet().stream()
                        .filter(name -> shape(name).equals(in))
                        .toList();
                add(new Add(), read, any(equal));
            }
        }
    }

    private void join() {
        if (leaves.size() > 1) {
            List<String> flat = new ArrayList<>();
            for (String leaf : List.copyOf(leaves)) {
                flat.add(shape(leaf).rank() == 1 ? leaf : add(new Flatten(), leaf));
            }
            add(new Concatenate(), flat.toArray(String[]::new));
        }
    }

    private NetworkSpec finish() {
        return new NetworkSpec(inputs, nodes, leaves.iterator().next());
    }

    private String add(LayerSpec layer, String... read) {
        String name = layer.kind().label() + "_" + nodes.size();
        nodes.add(new Node(name, layer, List.of(read)));
        for (String input : read) {
            leaves.remove(input);
        }
        leaves.add(name);
        shapes.put(name, layer.output(List.of(read).stream().map(this::shape).toList()));
        return name;
    }

    private LayerSpec embedding() {
        return new Embedding(2 + random.nextInt(4), 1 + random.nextInt(3));
    }

    private LayerSpec dense() {
        return new Dense(
                1 + random.nextInt(3),
                any(ACTIVATIONS),
                random.nextBoolean(),
                random.nextInt(3) * 0.01,
                any(List.of(Initializer.GLOROT_UNIFORM, Initializer.ORTHOGONAL)));
    }

    private LayerSpec conv2d() {
        return new Conv2d(
                1 + random.nextInt(3),
                new Extent(1 + random.nextInt(2), 1 + random.nextInt(2)),
                new Extent(1 + random.nextInt(2), 1 + random.nextInt(3)),
                Padding.SAME,
                any(ACTIVATIONS),
                random.nextBoolean(),
                random.nextInt(3) * 0.01,
                any(List.of(Initializer.GLOROT_UNIFORM, Initializer.ORTHOGONAL)));
    }

    private LayerSpec pooling(Shape in) {
        return new MaxPooling2d(
                new Extent(1 + random.nextInt(in.at(0)), 1 + random.nextInt(in.at(1))),
                new Extent(1 + random.nextInt(2), 1 + random.nextInt(3)));
    }

    private LayerSpec nested(Shape in) {
        return new Nested(
                NetworkSpec.sequential(in).add(dense()).add(new Dropout(0.25)).build());
    }

    private LayerSpec recurrent() {
        int units = 1 + random.nextInt(3);
        return switch (random.nextInt(3)) {
            case 0 -> new Lstm(units, any(ACTIVATIONS), Activation.SIGMOID, random.nextBoolean());
            case 1 -> new Gru(units, any(ACTIVATIONS), Activation.SIGMOID, random.nextBoolean(), random.nextBoolean());
            default -> new SimpleRnn(units, any(ACTIVATIONS), random.nextBoolean());
        };
    }

    private Shape shape(String name) {
        return java.util.Objects.requireNonNull(shapes.get(name));
    }

    private static List<Integer> outer(Shape shape) {
        List<Integer> outer = new ArrayList<>();
        for (int i = 0; i < shape.rank() - 1; i++) {
            outer.add(shape.at(i));
        }
        return outer;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
