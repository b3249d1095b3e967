package io.foreflow.models.engine.dl4j;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Foreflow's settings of ND4J, here and nowhere else. */
final class Nd4jSettings {
    /** True if the variable is set: then it decides. The native library reads it when it is loaded. */
    private static final boolean THREADS_ARE_GIVEN = System.getenv("OMP_NUM_THREADS") != null;

    static {
        // In the whole process: no garbage collection at fixed times, since arrays are reused and closed.
        Nd4j.getMemoryManager().togglePeriodicGc(false);
    }

    private Nd4jSettings() {}

    /**
     * To be called by each thread before it computes: native calls of this thread use {@code threads} threads. With
     * more than one each call on a small network takes several times as long, and on a busy machine a hundred times.
     * (The environment that ND4J offers for this has no effect in 1.0.0-M2.1.)
     */
    static void applyToThisThread(int threads) {
        if (!THREADS_ARE_GIVEN) {
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        }
    }
}
