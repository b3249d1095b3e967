package io.foreflow.models.engine.dl4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import io.foreflow.models.engine.EngineUnavailableException;

/**
 * Deeplearning4j's backend for NVIDIA GPUs, which a build with {@code -Pcuda} has. It carries machine code for compute
 * capabilities 3.7 to 8.6 and no portable code; code for 8.6 also runs on 8.9. On another GPU, and without one, it would
 * fail in native code.
 */
final class CudaBackend {
    private static final String BACKEND = "/org/nd4j/linalg/jcublas/JCublasBackend.class";
    private static final String DRIVER = "libcuda.so.1";
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final int LEAST = 37;
    private static final int MOST = 89;

    /** The driver's functions that are called, with NVIDIA's names. Each returns 0 or an error's number. */
    private interface DriverCalls extends Library {
        int cuInit(int flags);

        int cuDeviceGet(IntByReference device, int ordinal);

        int cuDeviceGetName(byte[] name, int length, int device);

        int cuDeviceGetAttribute(IntByReference value, int attribute, int device);
    }

    private CudaBackend() {}

    /**
     * Does nothing in a build for processors.
     *
     * @throws EngineUnavailableException if this build computes on a GPU and there is none that it can use
     */
    static void requireUsable() {
        if (CudaBackend.class.getResource(BACKEND) != null) {
            requireUsable(DRIVER);
        }
    }

    /** Asks the driver in this library for its first GPU. */
    static void requireUsable(String library) {
        DriverCalls driver;
        try {
            driver = Native.load(library, DriverCalls.class);
        } catch (UnsatisfiedLinkError e) {
            throw unusable(
                    "this machine has no GPU that it can use (" + library + ", the NVIDIA driver, cannot be loaded)");
        }
        IntByReference device = new IntByReference();
        if (driver.cuInit(0) != 0 || driver.cuDeviceGet(device, 0) != 0) {
            throw unusable("the NVIDIA driver finds no GPU");
        }
        byte[] name = new byte[256];
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        if (driver.cuDeviceGetName(name, name.length, device.getValue()) != 0
                || driver.cuDeviceGetAttribute(major, CAPABILITY_MAJOR, device.getValue()) != 0
                || driver.cuDeviceGetAttribute(minor, CAPABILITY_MINOR, device.getValue()) != 0) {
            throw unusable("the NVIDIA driver does not tell what GPU there is");
        }
        requireCapability(Native.toString(name, UTF_8.name()), major.getValue(), minor.getValue());
    }

    static void requireCapability(String gpu, int major, int minor) {
        int capability = 10 * major + minor;
        if (capability < LEAST || capability > MOST) {
            throw unusable("the GPU " + gpu + " has compute capability " + major + "." + minor);
        }
    }

    private static EngineUnavailableException unusable(String found) {
        return new EngineUnavailableException("The engine dl4j of this build (-Pcuda) needs an NVIDIA GPU of compute"
                + " capability 3.7 to 8.9, but " + found + "; use a build without -Pcuda, or set the engine to fused.");
    }
}
