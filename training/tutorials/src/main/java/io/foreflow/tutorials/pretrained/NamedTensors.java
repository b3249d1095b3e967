package io.foreflow.tutorials.pretrained;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a file holds, by the names that {@link io.foreflow.models.network.WeightShapes} gives. */
interface NamedTensors {
    /** Empty if there is none of this name. */
    Optional<Shape> shape(String name) throws IOException;

    /** @param name of one that is there */
    Tensor tensor(String name) throws IOException;

    /** The names of layers, to be told of where one is missing. */
    List<String> layers();
}
