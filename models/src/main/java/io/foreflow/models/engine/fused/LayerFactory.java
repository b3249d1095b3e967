package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

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
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the layer of each spec in its place: what it reads, where it writes, and the state of its program. */
final class LayerFactory implements LayerSpec.LayerVisitor<FusedLayer> {
    /** The place of a layer in its program. */
    record LayerPlace(String name, List<LayerValues> read, Shape inShape, LayerValues out, Shape outShape) {
        LayerValues in() {
            return read.get(0);
        }
    }

    private final LayerPlace place;
    private final State state;
    private final int capacity;
    private final @Nullable TrainingSpec plan;
    private final boolean fitting;

    /**
     * @param capacity rows at once, at most
     * @param plan of the fit; null without one
     * @param fitting whether there is a way back
     */
    LayerFactory(LayerPlace place, State state, int capacity, @Nullable TrainingSpec plan, boolean fitting) {
        this.place = place;
        this.state = state;
        this.capacity = capacity;
        this.plan = plan;
        this.fitting = fitting;
    }

    @Override
    public FusedLayer visit(Dense dense) {
        return new DenseLayer(place.name(), dense, place.in(), place.out(), state);
    }

    @Override
    public FusedLayer visit(SimpleRnn rnn) {
        return new SimpleRnnLayer(place.name(), rnn, place.in(), place.out(), state, capacity, fitting);
    }

    @Override
    public FusedLayer visit(Lstm lstm) {
        return new LstmLayer(place.name(), lstm, place.in(), place.out(), state, capacity, fitting);
    }

    @Override
    public FusedLayer visit(Gru gru) {
        return new GruLayer(place, gru, state, capacity, fitting);
    }

    @Override
    public FusedLayer visit(Flatten flatten) {
        return new FlattenLayer(place.in(), place.out());
    }

    @Override
    public FusedLayer visit(Dropout dropout) {
        return new DropoutLayer(
                place.name(),
                dropout.rate(),
                place.in(),
                place.out(),
                requireNonNull(plan).seed(),
                state);
    }

    @Override
    public FusedLayer visit(Concatenate concatenate) {
        return new ConcatenateLayer(place.read(), place.out());
    }

    @Override
    public FusedLayer visit(Add add) {
        return new AddLayer(place.read(), place.out());
    }

    @Override
    public FusedLayer visit(Embedding embedding) {
        return new EmbeddingLayer(place.name(), embedding, place.in(), place.out(), state);
    }

    @Override
    public FusedLayer visit(Conv2d conv) {
        return new Conv2dLayer(place.name(), conv, place.inShape(), place.outShape(), place.in(), place.out(), state);
    }

    @Override
    public FusedLayer visit(MaxPooling2d pooling) {
        return new MaxPooling2dLayer(
                pooling, place.inShape(), place.outShape(), place.in(), place.out(), state.kernels);
    }

    @Override
    public FusedLayer visit(Rescaling rescaling) {
        return ScalingLayer.of(rescaling, place.in(), place.out());
    }

    @Override
    public FusedLayer visit(BgrMeans means) {
        return ScalingLayer.bgrMeans(place.in(), place.out());
    }

    @Override
    public FusedLayer visit(Nested nested) {
        throw new IllegalArgumentException("nested networks are inlined before they run");
    }
}
