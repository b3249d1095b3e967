package io.foreflow.tutorials.pretrained;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The tensors of a file, by the names that {@link io.foreflow.models.network.WeightShapes} gives. */
interface NamedTensors {
    /** Returns the shape of a tensor; empty if there is none of this name. */
    Optional<Shape> shape(String name) throws IOException;

    /** @param name of one that is there */
    Tensor tensor(String name) throws IOException;

    /** Returns the names of the layers, for messages. */
    List<String> layers();
}
