package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec;
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
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Builds a network as a graph of Deeplearning4j. Between its vertices stand arrays [rows, …shape] as in Keras. Nothing
 * is left to defaults, few of which are Keras'. A vertex is named as the layer whose weights it holds; names with a
 * slash, which a layer cannot have, are those of helpers.
 */
final class Graphs {
    private final GraphBuilder builder;
    private final Map<String, Shape> shapes;
    private final String output;
    private final Optional<TrainingSpec> plan;

    /** The vertex that yields what an input or layer of the spec yields. */
    private final Map<String, String> vertices = new LinkedHashMap<>();

    private Graphs(NetworkSpec network, Optional<TrainingSpec> plan) {
        this.shapes = network.shapes();
        this.output = network.output();
        this.plan = plan;
        this.builder = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
                .updater(plan.map(fit -> fit.optimizer().accept(new Updaters())).orElseGet(NoOp::new))
                .weightInit(WeightInit.ZERO)
                .biasInit(0)
                .miniBatch(true)
                .gradientNormalization(GradientNormalization.None)
                .cacheMode(CacheMode.NONE)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .graphBuilder()
                .backpropType(BackpropType.Standard)
                .validateOutputLayerConfig(false);
    }

    /** A graph that predicts. */
    static ComputationGraph predicting(NetworkSpec network) {
        return new Graphs(network, Optional.empty()).build(network);
    }

    /** A graph with a loss, that also predicts. */
    static ComputationGraph fitting(NetworkSpec network, TrainingSpec plan) {
        return new Graphs(network, Optional.of(plan)).build(network);
    }

    /** Frees what lies outside the Java heap. (The graph's own method would collect garbage and end workspaces.) */
    static void close(ComputationGraph graph) {
        graph.params().close();
        if (graph.getFlattenedGradients() != null) {
            graph.getFlattenedGradients().close();
        }
        if (graph.getUpdater(false) != null && graph.getUpdater(false).getStateViewArray() != null) {
            graph.getUpdater(false).getStateViewArray().close();
        }
    }

    private ComputationGraph build(NetworkSpec network) {
        network.inputs().keySet().forEach(name -> {
            builder.addInputs(name);
            vertices.put(name, name);
        });
        network.nodes().forEach(node -> vertices.put(node.name(), node.layer().accept(new LayerVertices(node))));
        String output = vertex(network.output());
        if (plan.isPresent()) {
            String head = "/loss";
            Shape shape = network.outputShape();
            KerasLoss loss = new KerasLoss(plan.get().loss(), plan.get().metric(), shape);
            LossLayer layer = new LossLayer.Builder()
                    .lossFunction(loss)
                    .activation(loss.activation())
                    .build();
            if (shape.rank() == 1) {
                builder.addLayer(head, layer, output);
            } else {
                builder.addLayer(head, layer, new Reshaping(shape, loss.head()), output);
            }
            output = head;
        }
        ComputationGraph graph = new ComputationGraph(builder.setOutputs(output).build());
        graph.init();
        return graph;
    }

    private String vertex(String name) {
        return requireNonNull(vertices.get(name));
    }

    private Shape shape(String name) {
        return requireNonNull(shapes.get(name));
    }

    /** Adds the vertices of one layer. Methods return the vertex that yields its result. */
    private final class LayerVertices implements LayerSpec.LayerVisitor<String> {
        private final Node node;
        private final String name;
        private final String read;
        private final Shape in;

        LayerVertices(Node node) {
            this.node = node;
            this.name = node.name();
            this.read = node.inputs().get(0);
            this.in = shape(read);
        }

        @Override
        public String visit(Dense dense) {
            boolean isTakenOver = name.equals(output)
                    && plan.isPresent()
                    && plan.get().loss().lastActivation().isPresent();
            Activation activation = isTakenOver ? Activation.LINEAR : dense.activation();
            return addFolded(name, read, fitted(name, dense(dense, activation, in.last())));
        }

        @Override
        public String visit(SimpleRnn rnn) {
            builder.addLayer(name, fitted(name, simpleRnn(rnn, in.last())), vertex(read));
            return lastStep(rnn.returnSequences());
        }

        @Override
        public String visit(Lstm lstm) {
            builder.addLayer(name, fitted(name, lstm(lstm, in.last())), vertex(read));
            return lastStep(lstm.returnSequences());
        }

        private String lastStep(boolean returnSequences) {
            return returnSequences ? name : addProcessor(name + "/last", new LastStep(in.at(0)), name);
        }

        @Override
        public String visit(Gru gru) {
            SameDiffGru layer = new SameDiffGru(gru, in);
            if (isFrozen(name)) {
                layer.setUpdater(new org.nd4j.linalg.learning.config.Sgd(0));
                layer.setBiasUpdater(new org.nd4j.linalg.learning.config.Sgd(0));
            }
            builder.addLayer(name, layer, vertex(read));
            return name;
        }

        @Override
        public String visit(Flatten flatten) {
            return in.rank() == 1
                    ? vertex(read)
                    : addProcessor(name, new Reshaping(in, Shape.of(in.size())), vertex(read));
        }

        @Override
        public String visit(Dropout dropout) {
            return addDropout(name, dropout, vertex(read));
        }

        @Override
        public String visit(Concatenate concatenate) {
            return addConcatenate(node);
        }

        @Override
        public String visit(Add add) {
            builder.addVertex(
                    name,
                    new ElementWiseVertex(ElementWiseVertex.Op.Add),
                    node.inputs().stream().map(Graphs.this::vertex).toArray(String[]::new));
            return name;
        }

        @Override
        public String visit(Embedding embedding) {
            return addEmbedding(name, read, embedding);
        }

        @Override
        public String visit(Conv2d conv) {
            return addConv2d(name, conv, vertex(read), in);
        }

        @Override
        public String visit(MaxPooling2d pooling) {
            builder.addLayer(name, PictureLayers.maxPooling2d(pooling), vertex(read));
            return name;
        }

        @Override
        public String visit(Rescaling rescaling) {
            return addProcessor(name, Scaling.of(rescaling), vertex(read));
        }

        @Override
        public String visit(BgrMeans means) {
            return addProcessor(name, Scaling.bgrMeans(), vertex(read));
        }

        @Override
        public String visit(Nested nested) {
            throw new IllegalArgumentException("nested networks are inlined before they run");
        }
    }

    /** A layer whose weights stay as they are makes steps of length 0, and its regularisation does not count. */
    private <L extends BaseLayer> L fitted(String name, L layer) {
        if (isFrozen(name)) {
            IUpdater none = new org.nd4j.linalg.learning.config.Sgd(0);
            layer.setIUpdater(none);
            layer.setBiasUpdater(none);
            layer.setRegularization(List.of());
        }
        return layer;
    }

    private boolean isFrozen(String name) {
        return plan.isPresent() && plan.get().isFrozen(name);
    }

    private String addProcessor(String name, InputPreProcessor processor, String from) {
        builder.addVertex(name, new PreprocessorVertex(processor), from);
        return name;
    }

    /** A layer on [rows, features], applied to the last dimension of any shape. */
    private String addFolded(String name, String read, org.deeplearning4j.nn.conf.layers.Layer layer) {
        Shape in = shape(read);
        if (in.rank() == 1) {
            builder.addLayer(name, layer, vertex(read));
            return name;
        }
        builder.addLayer(name, layer, new Reshaping(in, Shape.of(in.last())), vertex(read));
        Shape out = shape(name);
        return addProcessor(name + "/unfold", new Reshaping(Shape.of(out.last()), out), name);
    }

    private String addEmbedding(String name, String read, Embedding embedding) {
        EmbeddingLayer layer = new EmbeddingLayer.Builder()
                .nIn(embedding.inputDim())
                .nOut(embedding.outputDim())
                .hasBias(false)
                .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
                .build();
        builder.addLayer(name, fitted(name, layer), new IndexColumn(shape(read)), vertex(read));
        Shape out = shape(name);
        return addProcessor(name + "/unfold", new Reshaping(Shape.of(out.last()), out), name);
    }

    private String addDropout(String name, Dropout dropout, String from) {
        if (plan.isEmpty() || dropout.rate() == 0) {
            return from;
        }
        builder.addLayer(
                name,
                new DropoutLayer.Builder()
                        .dropOut(new CountedDropout(plan.get().seed(), name, dropout.rate()))
                        .build(),
                from);
        return name;
    }

    /** Merges along the second of two dimensions: what has more is folded, since a copied MergeVertex loses its axis. */
    private String addConcatenate(Node node) {
        Shape out = shape(node.name());
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            String read = node.inputs().get(i);
            Shape in = shape(read);
            parts.add(
                    in.rank() == 1
                            ? vertex(read)
                            : addProcessor(
                                    node.name() + "/fold" + i, new Reshaping(in, Shape.of(in.last())), vertex(read)));
        }
        builder.addVertex(node.name(), new MergeVertex(), parts.toArray(String[]::new));
        return out.rank() == 1
                ? node.name()
                : addProcessor(node.name() + "/unfold", new Reshaping(Shape.of(out.last()), out), node.name());
    }

    private String addConv2d(String name, Conv2d conv, String from, Shape in) {
        String padded = from;
        if (PictureLayers.needsPaddingLayer(conv)) {
            padded = name + "/padding";
            builder.addLayer(padded, PictureLayers.padding(conv, in), from);
        }
        boolean isSoftmax = conv.activation() == Activation.SOFTMAX;
        Activation activation = isSoftmax ? Activation.LINEAR : conv.activation();
        builder.addLayer(name, fitted(name, PictureLayers.conv2d(conv, activation(activation), in.last())), padded);
        return isSoftmax ? addSoftmax(name) : name;
    }

    /** Along the last dimension of what {@code name} yields: Deeplearning4j's own goes along the second. */
    private String addSoftmax(String name) {
        Shape shape = shape(name);
        Shape folded = Shape.of(shape.last());
        ActivationLayer softmax = new ActivationLayer.Builder()
                .activation(activation(Activation.SOFTMAX))
                .build();
        builder.addLayer(name + "/softmax", softmax, new Reshaping(shape, folded), name);
        return addProcessor(name + "/unfold", new Reshaping(folded, shape), name + "/softmax");
    }

    private static DenseLayer dense(Dense dense, Activation activation, int in) {
        DenseLayer.Builder layer = new DenseLayer.Builder()
                .nIn(in)
                .nOut(dense.units())
                .hasBias(dense.useBias())
                .activation(activation(activation));
        if (dense.l2() > 0) {
            // Keras adds λ·w² to the loss, Deeplearning4j ½·c·w².
            layer.l2(2 * dense.l2());
        }
        return layer.build();
    }

    private static LSTM lstm(Lstm lstm, int in) {
        return new LSTM.Builder()
                .nIn(in)
                .nOut(lstm.units())
                .activation(activation(lstm.activation()))
                .gateActivationFunction(activation(lstm.recurrentActivation()))
                .dataFormat(RNNFormat.NWC)
                .build();
    }

    private static org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn simpleRnn(SimpleRnn rnn, int in) {
        return new org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn.Builder()
                .nIn(in)
                .nOut(rnn.units())
                .activation(activation(rnn.activation()))
                .dataFormat(RNNFormat.NWC)
                .build();
    }

    static org.nd4j.linalg.activations.Activation activation(Activation activation) {
        return switch (activation) {
            case LINEAR -> org.nd4j.linalg.activations.Activation.IDENTITY;
            case RELU -> org.nd4j.linalg.activations.Activation.RELU;
            case TANH -> org.nd4j.linalg.activations.Activation.TANH;
            case SIGMOID -> org.nd4j.linalg.activations.Activation.SIGMOID;
            case SOFTMAX -> org.nd4j.linalg.activations.Activation.SOFTMAX;
        };
    }
}
