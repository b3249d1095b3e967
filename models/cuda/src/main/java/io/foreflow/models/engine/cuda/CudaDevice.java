package io.foreflow.models.engine.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The first GPU of the machine, with the kernels of {@code networks.cu}. It is open until the process ends. Every method
 * works from any thread; callers let one thread at a time in.
 */
final class CudaDevice {
    /** The least capability: the oldest that all supported versions of NVRTC compile for. */
    static final ComputeCapability LEAST = new ComputeCapability(7, 5);

    /** Threads of a block. The results do not depend on it. */
    private static final int THREADS = 128;

    /** Bytes of shared memory that a block of any GPU has without a request to the driver. */
    private static final int USUAL_SHARED_BYTES = 48 * 1024;

    private final CudaDriver driver;
    private final Pointer context;
    private final Pointer module;
    private final int multiprocessors;
    private final int sharedBytes;
    private final String name;

    private CudaDevice(CudaDriver driver, int device, String name, byte[] image) {
        this.driver = driver;
        this.name = name;
        this.multiprocessors = attribute(driver, CudaDriver.MULTIPROCESSORS, device);
        this.sharedBytes = attribute(driver, CudaDriver.SHARED_MEMORY_PER_BLOCK, device);
        PointerByReference found = new PointerByReference();
        check(driver, "cuDevicePrimaryCtxRetain", driver.cuDevicePrimaryCtxRetain(found, device));
        this.context = found.getValue();
        enter();
        PointerByReference loaded = new PointerByReference();
        check(driver, "cuModuleLoadData", driver.cuModuleLoadData(loaded, image));
        this.module = loaded.getValue();
    }

    /**
     * Loads the driver's library.
     *
     * @throws CudaUnavailableException if there is none
     */
    static CudaDriver driver(String library) {
        try {
            return Native.load(library, CudaDriver.class);
        } catch (UnsatisfiedLinkError e) {
            throw new CudaUnavailableException(
                    "this machine has no NVIDIA driver (" + library + " cannot be loaded)", "install the driver");
        }
    }

    /**
     * Opens the first GPU.
     *
     * @throws CudaUnavailableException if there is none, or if it is too old
     */
    static CudaDevice open(CudaDriver driver, KernelCompiler compiler) {
        int error = driver.cuInit(0);
        IntByReference count = new IntByReference();
        if (error != 0) {
            throw new CudaUnavailableException(
                    "the NVIDIA driver does not start (" + text(driver, error) + ")", "give this process a GPU");
        }
        check(driver, "cuDeviceGetCount", driver.cuDeviceGetCount(count));
        if (count.getValue() == 0) {
            throw new CudaUnavailableException("the NVIDIA driver finds no GPU", "give this process a GPU");
        }
        IntByReference device = new IntByReference();
        check(driver, "cuDeviceGet", driver.cuDeviceGet(device, 0));
        byte[] bytes = new byte[256];
        check(driver, "cuDeviceGetName", driver.cuDeviceGetName(bytes, bytes.length, device.getValue()));
        String name = Native.toString(bytes, UTF_8.name());
        ComputeCapability capability = new ComputeCapability(
                attribute(driver, CudaDriver.CAPABILITY_MAJOR, device.getValue()),
                attribute(driver, CudaDriver.CAPABILITY_MINOR, device.getValue()));
        if (capability.compareTo(LEAST) < 0) {
            throw new CudaUnavailableException(
                    "the GPU " + name + " has compute capability " + capability, "use a newer GPU");
        }
        byte[] image = compiler.compile(source(), capability);
        return new CudaDevice(driver, device.getValue(), name, image);
    }

    /** Returns the text of {@code networks.cu}. */
    static String source() {
        try (InputStream in = CudaDevice.class.getResourceAsStream("networks.cu")) {
            if (in == null) {
                throw new IllegalStateException("networks.cu is not in the jar of the engine cuda");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the GPU's name, as its driver has it. */
    String name() {
        return name;
    }

    /** Returns the most blocks that run at a time when each needs memory of its own. */
    int residentBlocks() {
        return 8 * multiprocessors;
    }

    /** Returns true if a block's {@code bytes} fit into the memory that its threads share. */
    boolean isShareable(long bytes) {
        return bytes <= sharedBytes;
    }

    /** Makes the GPU current in the calling thread. */
    void enter() {
        check(driver, "cuCtxSetCurrent", driver.cuCtxSetCurrent(context));
    }

    Pointer kernel(String function) {
        PointerByReference found = new PointerByReference();
        check(driver, "cuModuleGetFunction", driver.cuModuleGetFunction(found, module, function));
        return found.getValue();
    }

    /** Runs a kernel to its end. */
    void launch(Pointer kernel, int blocks, int shared, KernelArguments arguments) {
        if (shared > USUAL_SHARED_BYTES) {
            check(
                    driver,
                    "cuFuncSetAttribute",
                    driver.cuFuncSetAttribute(kernel, CudaDriver.MAX_DYNAMIC_SHARED_SIZE, shared));
        }
        try (Memory values = arguments.values();
                Memory places = arguments.places(values)) {
            check(
                    driver,
                    "cuLaunchKernel",
                    driver.cuLaunchKernel(
                            kernel, blocks, 1, 1, THREADS, 1, 1, shared, Pointer.NULL, places, Pointer.NULL));
            check(driver, "cuCtxSynchronize", driver.cuCtxSynchronize());
        }
    }

    long allocate(long bytes) {
        LongByReference address = new LongByReference();
        check(driver, "cuMemAlloc of " + bytes + " bytes", driver.cuMemAlloc_v2(address, bytes));
        return address.getValue();
    }

    void free(long address) {
        check(driver, "cuMemFree", driver.cuMemFree_v2(address));
    }

    void clear(long address, long bytes) {
        check(driver, "cuMemsetD8", driver.cuMemsetD8_v2(address, (byte) 0, bytes));
    }

    void write(long to, float[] numbers) {
        check(driver, "cuMemcpyHtoD", driver.cuMemcpyHtoD_v2(to, numbers, (long) numbers.length * Float.BYTES));
    }

    void write(long to, int[] numbers) {
        check(driver, "cuMemcpyHtoD", driver.cuMemcpyHtoD_v2(to, numbers, (long) numbers.length * Integer.BYTES));
    }

    void write(long to, long[] numbers) {
        check(driver, "cuMemcpyHtoD", driver.cuMemcpyHtoD_v2(to, numbers, (long) numbers.length * Long.BYTES));
    }

    void read(long from, float[] numbers) {
        check(driver, "cuMemcpyDtoH", driver.cuMemcpyDtoH_v2(numbers, from, (long) numbers.length * Float.BYTES));
    }

    void read(long from, double[] numbers) {
        check(driver, "cuMemcpyDtoH", driver.cuMemcpyDtoH_v2(numbers, from, (long) numbers.length * Double.BYTES));
    }

    private static int attribute(CudaDriver driver, int attribute, int device) {
        IntByReference value = new IntByReference();
        check(driver, "cuDeviceGetAttribute", driver.cuDeviceGetAttribute(value, attribute, device));
        return value.getValue();
    }

    private static void check(CudaDriver driver, String call, int error) {
        if (error != 0) {
            throw new CudaException(call, text(driver, error));
        }
    }

    private static String text(CudaDriver driver, int error) {
        PointerByReference text = new PointerByReference();
        return driver.cuGetErrorString(error, text) == 0 ? text.getValue().getString(0) : "error " + error;
    }
}
