package io.foreflow.models.engine.cuda;

import com.sun.jna.Pointer;
import io.foreflow.models.engine.BatchOrder;
import io.foreflow.models.engine.Engine.LossAndGradients;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.OptimizerVisitor;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Sampler;
import io.foreflow.models.network.TrainingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Fits networks of one shape by one plan, epoch by epoch, all in one launch each. The caller holds the device. */
final class FitRunOnDevice implements AutoCloseable {
    private final CudaDevice device;
    private final TrainingSpec training;
    private final NetworkLayout layout;
    private final DeviceMemory memory;
    private final Pointer kernel;
    private final BlockSpace space;
    private final int networks;
    private final DeviceRows rows;
    /** The number of rows of each network. */
    private final int[] counts;

    private final long plan;
    private final long layers;
    private final long weights;
    private final long means;
    private final long squares;
    /** Networks with the same number of rows share an order: its place among all orders. */
    private final Map<Integer, Integer> orders = new TreeMap<>();

    private final int[] order;
    private final long orderAt;
    private final long orderFrom;
    private final long rates;
    private final long losses;

    FitRunOnDevice(CudaDevice device, NetworkSpec network, TrainingSpec training, List<NetworkFit> fits) {
        this.device = device;
        this.training = training;
        this.networks = fits.size();
        this.counts = fits.stream().mapToInt(fit -> fit.rows().rows()).toArray();
        int mostRows = Arrays.stream(counts).max().orElseThrow();
        int batch = Math.min(training.batchSize(), mostRows);
        this.layout = NetworkLayout.ofFitting(network, training, batch);
        requireOrder(training.sampler());
        this.memory = new DeviceMemory(device);
        try {
            device.enter();
            this.kernel = device.kernel("foreflow_epoch");
            this.space = BlockSpace.of(device, memory, layout, networks);
            this.rows = DeviceRows.of(
                    device, memory, fits.stream().map(NetworkFit::rows).toList(), layout.inputs() + layout.targets());
            this.plan = memory.copy(layout.plan());
            this.layers = memory.copy(layout.layers());
            long all = (long) networks * layout.weights();
            this.weights = memory.room(all * Float.BYTES);
            this.means = memory.zeros(all);
            this.squares = memory.zeros(all);
            write(fits.stream().map(NetworkFit::initial).toList());
            this.order = new int[orderLength()];
            this.orderAt = memory.room((long) order.length * Integer.BYTES);
            this.orderFrom =
                    memory.copy(Arrays.stream(counts).mapToLong(orders::get).toArray());
            this.rates = memory.copy(rates(Math.multiplyExact(training.epochs(), (mostRows + batch - 1) / batch)));
            this.losses = memory.room((long) networks * Double.BYTES);
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    private static void requireOrder(Sampler sampler) {
        if (sampler != Sampler.SHUFFLED && sampler != Sampler.AS_IS) {
            throw new IllegalArgumentException("the engine cuda takes rows shuffled or as they are, not " + sampler
                    + "; choose another sampler or engine");
        }
    }

    private int orderLength() {
        int length = 0;
        for (int count : counts) {
            if (orders.putIfAbsent(count, length) == null) {
                length = Math.addExact(length, count);
            }
        }
        return length;
    }

    /** The learning rate of each step. Adam's falls from step to step until its means have settled. */
    private float[] rates(int steps) {
        float[] rates = new float[steps];
        training.optimizer().accept(new OptimizerVisitor<float[]>() {
            @Override
            public float[] visit(Sgd sgd) {
                Arrays.fill(rates, (float) sgd.learningRate());
                return rates;
            }

            @Override
            public float[] visit(RmsProp rmsProp) {
                Arrays.fill(rates, (float) rmsProp.learningRate());
                return rates;
            }

            @Override
            public float[] visit(Adam adam) {
                double power1 = 1;
                double power2 = 1;
                for (int step = 0; step < steps; step++) {
                    power1 *= adam.beta1();
                    power2 *= adam.beta2();
                    rates[step] = (float) (adam.learningRate() * Math.sqrt(1 - power2) / (1 - power1));
                }
                return rates;
            }

            @Override
            public float[] visit(Ridge ridge) {
                throw new IllegalArgumentException("the kernels make no steps with " + ridge);
            }
        });
        return rates;
    }

    /**
     * Goes once through the rows of all networks.
     *
     * @param epoch from 1
     * @return each network's mean loss while the epoch ran, regularisation included
     */
    double[] epoch(int epoch) {
        orders.forEach((count, from) -> {
            int[] rowsInOrder = training.sampler() == Sampler.SHUFFLED
                    ? BatchOrder.epoch(training.seed(), epoch, count)
                    : IntStream.range(0, count).toArray();
            System.arraycopy(rowsInOrder, 0, order, from, count);
        });
        return launch(epoch, 0);
    }

    private double[] launch(int epoch, long gradients) {
        device.enter();
        device.write(orderAt, order);
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
                        .address(means)
                        .address(squares)
                        .address(rows.series())
                        .address(rows.seriesFrom())
                        .address(rows.levels())
                        .address(rows.scales())
                        .address(rows.starts())
                        .address(rows.rowsFrom())
                        .address(orderAt)
                        .address(orderFrom)
                        .address(rates)
                        .integer(epoch)
                        .address(gradients)
                        .address(losses));
        double[] read = new double[networks];
        device.read(losses, read);
        return read;
    }

    /** Computes the loss of the only network over all its rows, which are one batch, and its gradients. */
    LossAndGradients gradients() {
        Arrays.setAll(order, row -> row);
        try (DeviceMemory held = new DeviceMemory(device)) {
            long gradients = held.room((long) layout.weights() * Float.BYTES);
            double loss = launch(1, gradients)[0];
            float[] read = new float[layout.weights()];
            device.read(gradients, read);
            return new LossAndGradients(loss, layout.unpack(read, 0));
        }
    }

    /** Writes the weights of all networks to the GPU. */
    void write(List<Weights> given) {
        device.enter();
        float[] packed = new float[layout.weights()];
        for (int i = 0; i < networks; i++) {
            layout.pack(given.get(i), packed, 0);
            device.write(weights + (long) i * layout.weights() * Float.BYTES, packed);
        }
    }

    /** Reads the weights of one network from the GPU. */
    Weights read(int i) {
        device.enter();
        float[] packed = new float[layout.weights()];
        device.read(weights + (long) i * layout.weights() * Float.BYTES, packed);
        return layout.unpack(packed, 0);
    }

    @Override
    public void close() {
        synchronized (device) {
            memory.close();
        }
    }
}
