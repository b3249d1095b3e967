package io.foreflow.models.engine.fused;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * What each loop of the engine takes, and whether it allocates: processor time of this thread, the least of several
 * rounds. Not a test: run it with {@code plain} or {@code vector}; with {@code -XX:-UseSuperWord} Java makes no loop into
 * vectors by itself, which tells which ones it otherwise does.
 */
final class KernelTimes {
    private static final int ROUNDS = 5;
    private static final int CALLS = 20_000;
    private static final int WARM_UP_CALLS = 60_000;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Kernels k;

    private KernelTimes(Kernels kernels) {
        this.k = kernels;
    }

    public static void main(String[] arguments) {
        boolean vector = arguments.length == 1 && arguments[0].equals("vector");
        new KernelTimes(vector ? new VectorKernels() : new PlainKernels()).run();
    }

    private void run() {
        Random random = new Random(1);
        float[][] arrays = new float[6][100_000];
        for (float[] array : arrays) {
            for (int i = 0; i < array.length; i++) {
                array[i] = random.nextFloat() * 0.1f;
            }
        }
        float[] a = arrays[0];
        float[] b = arrays[1];
        float[] c = arrays[2];
        float[] d = arrays[3];
        float[] e = arrays[4];
        float[] f = arrays[5];
        // With a slope of 1 the gradients stay what they are, however many calls.
        float[] zeros = new float[512];
        float[] halves = new float[64];
        Arrays.fill(halves, 0.5f);
        int[] indices = random.ints(0, 5_000).distinct().limit(130).toArray();
        Panels w1x64 = k.panels(0, 1, 64);
        Panels w6x16 = k.panels(0, 6, 16);
        Panels w16x24 = k.panels(0, 16, 24);
        Panels w24x16 = k.panels(0, 24, 16);
        Panels w16x64 = k.panels(0, 16, 64);
        Panels w64x16 = k.panels(0, 64, 16);
        Panels w5000x16 = k.panels(0, 5_000, 16);
        int p24 = k.padded(24);
        Kernels.Start bias = Kernels.Start.BIAS;
        Kernels.Start result = Kernels.Start.RESULT;
        System.out.printf("%-32s %12s %14s %12s%n", "kernel", "ns a call", "terms a ns", "bytes a call");
        time("product 32x6x16", 3_072, () -> k.multiply(32, a, 0, 6, b, w6x16, bias, 5000, c, 0, 16));
        time("product 32x16x24", 12_288, () -> k.multiply(32, a, 0, 16, b, w16x24, bias, 5000, c, 0, p24));
        time("product 32x16x64", 32_768, () -> k.multiply(32, a, 0, 16, b, w16x64, result, 0, c, 0, 64));
        time("product 32x64x16", 32_768, () -> k.multiply(32, a, 0, 64, b, w64x16, result, 0, c, 0, 16));
        time("product 1x6x16", 96, () -> k.multiply(1, a, 0, 6, b, w6x16, bias, 5000, c, 0, 16));
        time("product 1x16x24", 384, () -> k.multiply(1, a, 0, 16, b, w16x24, bias, 5000, c, 0, p24));
        time("product 1x16x64", 1_024, () -> k.multiply(1, a, 0, 16, b, w16x64, result, 0, c, 0, 64));
        time("outer 32: 6x16", 3_072, () -> k.outer(32, a, 0, 6, b, 0, 16, false, c, w6x16));
        time("outer 32: 16x24", 12_288, () -> k.outer(32, a, 0, 16, b, 0, p24, false, c, w16x24));
        time("outer 160: 16x64", 163_840, () -> k.outer(160, a, 0, 16, b, 0, 64, false, c, w16x64));
        time("outer 32: 1x64", 2_048, () -> k.outer(32, a, 0, 6, b, 0, 64, false, c, w1x64));
        time("rows of 130 indices, 16", 2_080, () -> k.sumRows(indices, 130, b, w5000x16, bias, 90_000, c, 0));
        time("add to 130 rows, 16", 2_080, () -> k.addToRows(indices, 130, c, 0, d, w5000x16));
        time("transpose 16x24", 384, () -> k.transpose(a, w16x24, 24, c, w24x16));
        time("transpose 16x64", 1_024, () -> k.transpose(a, w16x64, 64, c, w64x16));
        time("column sums 192x64", 12_288, () -> k.columnSums(192, a, 0, 64, 64, c, 0));
        time("relu 512", 512, () -> k.relu(c, 0, 512));
        time("tanh 16", 16, () -> k.tanh(c, 0, 16));
        time("tanh 512", 512, () -> k.tanh(c, 0, 512));
        time("sigmoid 512", 512, () -> k.sigmoid(c, 0, 512));
        time("relu backward 512", 512, () -> k.reluBackward(a, 0, b, 0, 512));
        time("tanh backward 512", 512, () -> k.tanhBackward(zeros, 0, b, 0, 512));
        time("sigmoid backward 512", 512, () -> k.sigmoidBackward(zeros, 0, b, 0, 512));
        time("add 512", 512, () -> k.add(a, 0, b, 0, 512));
        time("maximum 512", 512, () -> k.maximum(a, 0, b, 0, 512));
        time("to maximum 512", 512, () -> k.toMaximum(a, 0, b, 0, c, d, 0, 512));
        time("LSTM cells 1x16", 16, () -> k.lstmForward(1, 16, c, 0, d, 0, e, 0, f, 0, a, 0, 16, halves));
        time("LSTM cells 32x16", 512, () -> k.lstmForward(32, 16, c, 0, d, 0, e, 0, f, 0, a, 0, 16, halves));
        time("LSTM backward 32x16", 512, () -> k.lstmBackward(32, 16, c, 0, d, 0, e, 0, f, 0, a, 0));
        time("squared errors 1024", 1_024, () -> k.squaredErrors(a, b, c, 1024, 0.001f, d));
        time("Adam 576", 576, () -> k.adam(a, b, e, f, 576, 0.001f, 0.1f, 0.001f, 1e-7f));
        time("RMSProp 576", 576, () -> k.rmsProp(a, b, e, 576, 0.001f, 0.9f, 1e-7f));
        time("SGD 576", 576, () -> k.sgd(a, b, 576, 1e-6f));
    }

    private void time(String name, int terms, Runnable call) {
        for (int i = 0; i < WARM_UP_CALLS; i++) {
            call.run();
        }
        double least = Double.POSITIVE_INFINITY;
        double bytes = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = thread.getCurrentThreadAllocatedBytes();
            long from = thread.getCurrentThreadCpuTime();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, (thread.getCurrentThreadCpuTime() - from) / (double) CALLS);
            bytes = Math.min(bytes, (thread.getCurrentThreadAllocatedBytes() - allocated) / (double) CALLS);
        }
        System.out.printf(Locale.ROOT, "%-32s %12.1f %14.2f %12.1f%n", name, least, terms / least, bytes);
    }
}
