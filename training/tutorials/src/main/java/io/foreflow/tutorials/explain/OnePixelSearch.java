package io.foreflow.tutorials.explain;

import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.engine.LazyRows;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for the one pixel of a picture that, given another colour, takes most from the probability of the class that a
 * network decides for (after Su, Vargas and Sakurai, "One Pixel Attack for Fooling Deep Neural Networks", 2019). Either
 * every pixel is tried in every colour, or those alone that the gradient promises most of. Confined to one thread.
 */
public final class OnePixelSearch implements AutoCloseable {
    /** Every pixel in every colour. */
    public static final int ALL = Integer.MAX_VALUE;

    private final DerivingEngine engine;
    private final NetworkSpec network;
    private final NetworkSpec logits;
    private final Weights weights;
    private final Shape shape;
    private final List<float[]> colours;
    private final int most;
    private final Predictor predictor;
    private final int outputs;

    /**
     * @param network picture (height, width, channels) → one sigmoid or several softmax probabilities of a dense layer
     * @param colours a number from 0 to 255 for each channel, at least one colour
     * @param most how many changes are tried of each picture, the most promising ones; {@link #ALL}
     * @throws IllegalArgumentException if the network is another one, or a colour has another number of channels
     */
    public OnePixelSearch(
            DerivingEngine engine, NetworkSpec network, Weights weights, List<float[]> colours, int most) {
        this.engine = engine;
        this.network = network.inlined();
        this.logits = logits(this.network);
        this.weights = weights;
        this.shape = network.inputs().values().iterator().next();
        this.colours = colours.stream().map(float[]::clone).toList();
        this.most = most;
        if (shape.rank() != 3 || colours.isEmpty() || most < 1) {
            throw new IllegalArgumentException("there must be pictures, not " + shape + ", and something to try");
        }
        if (colours.stream().anyMatch(colour -> colour.length != shape.last())) {
            throw new IllegalArgumentException("each colour must have " + shape.last() + " channels");
        }
        this.predictor = engine.predictor(this.network, weights);
        this.outputs = this.network.outputShape().size();
    }

    /**
     * Returns the network without its last activation function, through which a sure decision has hardly a gradient.
     */
    private static NetworkSpec logits(NetworkSpec network) {
        List<Node> nodes = new ArrayList<>(network.nodes());
        int last = nodes.indexOf(network.node(network.output()));
        if (!(nodes.get(last).layer() instanceof Dense dense)
                || (dense.activation() != Activation.SOFTMAX && dense.activation() != Activation.SIGMOID)) {
            throw new IllegalArgumentException("the network must end in a dense layer that yields probabilities");
        }
        nodes.set(
                last,
                new Node(
                        network.output(),
                        new Dense(
                                dense.units(),
                                Activation.LINEAR,
                                dense.useBias(),
                                dense.l2(),
                                dense.kernelInitializer()),
                        nodes.get(last).inputs()));
        return new NetworkSpec(network.inputs(), nodes, network.output());
    }

    /**
     * The decision of the network for a picture.
     *
     * @param label number of the class that is decided for
     * @param probability of the class that is decided for before a pixel is changed
     */
    public record Decision(int label, double probability) {}

    /**
     * The pixel of a picture that takes most.
     *
     * @param pixel its number, from 0, row by row
     * @param colour that it gets, a number from 0 to 255 for each channel
     * @param before the decision for the unchanged picture
     * @param after the decision with the pixel changed
     * @param flips number of the tried changes that turn the decision
     * @param tried number of changes that were tried
     * @param losses (height, width): the most that each pixel takes from the probability; 0 for pixels that were
     *     not tried
     */
    public record WorstPixel(
            int pixel, Tensor colour, Decision before, Decision after, int flips, int tried, Tensor losses) {}

    /**
     * Finds the pixel that takes most.
     *
     * @param picture (height, width, channels) from 0 to 255
     */
    public WorstPixel search(float[] picture) {
        float[] unchanged = new float[outputs];
        predictor.predict(new float[][] {picture}, 1, unchanged);
        int decision = decision(unchanged, 0);
        double before = probability(unchanged, 0, decision);
        int[] tried = tried(picture, unchanged, decision);
        float[] results = new float[tried.length * outputs];
        predictor.predict(List.of(new Variants(picture, tried)), results);
        int best = 0;
        int flips = 0;
        float[] losses = new float[shape.at(0) * shape.at(1)];
        for (int i = 0; i < tried.length; i++) {
            double after = probability(results, i, decision);
            best = after < probability(results, best, decision) ? i : best;
            flips += decision(results, i) == decision ? 0 : 1;
            int pixel = tried[i] / colours.size();
            losses[pixel] = (float) Math.max(losses[pixel], before - after);
        }
        return new WorstPixel(
                tried[best] / colours.size(),
                Tensor.of(Shape.of(shape.last()), colours.get(tried[best] % colours.size())),
                new Decision(decision, before),
                new Decision(decision(results, best), probability(results, best, decision)),
                flips,
                tried.length,
                Tensor.owning(Shape.of(shape.at(0), shape.at(1)), losses));
    }

    /** Returns changes by number, pixel · colours + colour; of equally promising ones the first. */
    private int[] tried(float[] picture, float[] unchanged, int decision) {
        int count = shape.at(0) * shape.at(1) * colours.size();
        if (most >= count) {
            return IntStream.range(0, count).toArray();
        }
        float[] deltas = new float[outputs];
        if (outputs == 1) {
            deltas[0] = decision == 1 ? 1 : -1;
        } else {
            deltas[decision] = 1;
            deltas[runnerUp(unchanged, decision)] = -1;
        }
        Tensor gradients = engine.inputGradients(
                logits,
                weights,
                Tensor.of(shape.batch(1), picture),
                Tensor.owning(network.outputShape().batch(1), deltas));
        double[] promised = new double[count];
        for (int change = 0; change < count; change++) {
            int at = change / colours.size() * shape.last();
            float[] colour = colours.get(change % colours.size());
            for (int channel = 0; channel < colour.length; channel++) {
                promised[change] -= gradients.at(at + channel) * (colour[channel] - picture[at + channel]);
            }
        }
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer change) -> -promised[change]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int runnerUp(float[] results, int decision) {
        int best = decision == 0 ? 1 : 0;
        for (int i = 0; i < results.length; i++) {
            best = i != decision && results[i] > results[best] ? i : best;
        }
        return best;
    }

    private int decision(float[] results, int row) {
        if (outputs == 1) {
            return results[row] >= 0.5f ? 1 : 0;
        }
        int best = row * outputs;
        for (int i = best; i < (row + 1) * outputs; i++) {
            best = results[i] > results[best] ? i : best;
        }
        return best - row * outputs;
    }

    private double probability(float[] results, int row, int label) {
        if (outputs == 1) {
            return label == 1 ? results[row] : 1 - results[row];
        }
        return results[row * outputs + label];
    }

    /** The picture, in each row another pixel changed. */
    private final class Variants implements LazyRows {
        private final float[] picture;
        private final int[] changes;

        Variants(float[] picture, int[] changes) {
            this.picture = picture;
            this.changes = changes;
        }

        @Override
        public int rows() {
            return changes.length;
        }

        @Override
        public Shape rowShape() {
            return shape;
        }

        @Override
        public void copyRow(int row, float[] target, int to) {
            System.arraycopy(picture, 0, target, to, picture.length);
            float[] colour = colours.get(changes[row] % colours.size());
            System.arraycopy(colour, 0, target, to + changes[row] / colours.size() * colour.length, colour.length);
        }
    }

    @Override
    public void close() {
        predictor.close();
    }
}
