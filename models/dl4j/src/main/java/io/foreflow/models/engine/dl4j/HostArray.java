package io.foreflow.models.engine.dl4j;

import io.foreflow.models.network.Shape;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A reused array of fixed shape, the last dimension running fastest, that is filled from the Java heap in one copy. */
final class HostArray implements AutoCloseable {
    private final INDArray array;
    private final FloatBuffer buffer;
    private final int size;

    HostArray(Shape shape) {
        long[] dimensions = new long[shape.rank()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = shape.at(i);
        }
        this.array = Nd4j.createUninitialized(DataType.FLOAT, dimensions, 'c');
        this.buffer = array.data().asNioFloat();
        this.size = shape.size();
    }

    INDArray array() {
        return array;
    }

    int size() {
        return size;
    }

    float at(int i) {
        return buffer.get(i);
    }

    /** Takes the numbers from {@code from} on. */
    void fill(float[] numbers, int from) {
        buffer.put(0, numbers, from, size);
    }

    @Override
    public void close() {
        array.close();
    }

    /** Writes {@code numbers} over a whole array whose last dimension runs fastest. */
    static void put(INDArray array, float[] numbers) {
        array.data().asNioFloat().put(numbers, 0, Math.toIntExact(array.length()));
    }

    /** Copies a whole array, the last dimension running fastest, to {@code target} from {@code to} on. */
    static void get(INDArray array, float[] target, int to) {
        // A permuted array may call itself ordered: only the strides tell.
        INDArray dense = ShapeProcessor.isDense(array) ? array : array.dup('c');
        dense.data().asNioFloat().get(target, to, Math.toIntExact(array.length()));
        if (dense != array && dense.closeable()) {
            dense.close();
        }
    }

    static float[] toArray(INDArray array) {
        float[] numbers = new float[Math.toIntExact(array.length())];
        get(array, numbers, 0);
        return numbers;
    }
}
