package io.foreflow.models.engine.cuda;

import com.sun.jna.Pointer;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import java.util.List;

/** Computes the results of networks of one shape, each for rows of its own. The caller holds the device. */
final class ForwardRun implements AutoCloseable {
    /** The number of rows of a network that a block computes at a time. */
    private static final int ROWS = 32;

    private final CudaDevice device;
    private final NetworkLayout layout;
    private final DeviceMemory memory;
    private final Pointer kernel;
    private final long plan;
    private final long layers;
    private final long weights;
    private final int networks;

    ForwardRun(CudaDevice device, NetworkSpec network, List<Weights> given) {
        this.device = device;
        this.networks = given.size();
        this.layout = NetworkLayout.ofPredicting(network, ROWS);
        this.memory = new DeviceMemory(device);
        try {
            device.enter();
            this.kernel = device.kernel("foreflow_predict");
            this.plan = memory.copy(layout.plan());
            this.layers = memory.copy(layout.layers());
            this.weights = memory.room((long) networks * layout.weights() * Float.BYTES);
            float[] packed = new float[layout.weights()];
            for (int i = 0; i < networks; i++) {
                layout.pack(given.get(i), packed, 0);
                device.write(weights + (long) i * layout.weights() * Float.BYTES, packed);
            }
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    /** Returns the results of each network's rows, one after another. */
    float[][] results(List<SeriesRows> rows) {
        device.enter();
        try (DeviceMemory held = new DeviceMemory(device)) {
            DeviceRows on = DeviceRows.of(device, held, rows, layout.inputs());
            long results = held.room(on.total() * layout.outputs() * Float.BYTES);
            BlockSpace space = BlockSpace.of(device, held, layout, networks);
            device.launch(
                    kernel,
                    space.blocks(),
                    space.sharedBytes(),
                    new KernelArguments()
                            .address(plan)
                            .address(layers)
                            .integer(networks)
                            .address(space.address())
                            .address(weights)
                            .address(on.series())
                            .address(on.seriesFrom())
                            .address(on.levels())
                            .address(on.scales())
                            .address(on.starts())
                            .address(on.rowsFrom())
                            .address(results));
            float[][] read = new float[networks][];
            long at = results;
            for (int i = 0; i < networks; i++) {
                read[i] = new float[Math.multiplyExact(rows.get(i).rows(), layout.outputs())];
                device.read(at, read[i]);
                at += (long) read[i].length * Float.BYTES;
            }
            return read;
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
