package io.foreflow.models.engine.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** The functions of the CUDA driver that the engine calls, with NVIDIA's names. Each returns 0 or an error's number. */
@SuppressWarnings("checkstyle:MethodName")
interface CudaDriver extends Library {
    /** The driver's library. It comes with the driver, never with the CUDA toolkit alone. */
    String LIBRARY = "libcuda.so.1";

    int MULTIPROCESSORS = 16;
    int CAPABILITY_MAJOR = 75;
    int CAPABILITY_MINOR = 76;
    int SHARED_MEMORY_PER_BLOCK = 97;
    int MAX_DYNAMIC_SHARED_SIZE = 8;

    int cuInit(int flags);

    int cuGetErrorString(int error, PointerByReference text);

    int cuDeviceGetCount(IntByReference count);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDeviceGetName(byte[] name, int length, int device);

    int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

    int cuCtxSetCurrent(Pointer context);

    int cuCtxSynchronize();

    int cuModuleLoadData(PointerByReference module, byte[] image);

    int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    int cuFuncSetAttribute(Pointer function, int attribute, int value);

    int cuMemAlloc_v2(LongByReference address, long bytes);

    int cuMemFree_v2(long address);

    int cuMemsetD8_v2(long address, byte value, long bytes);

    int cuMemcpyHtoD_v2(long to, float[] from, long bytes);

    int cuMemcpyHtoD_v2(long to, int[] from, long bytes);

    int cuMemcpyHtoD_v2(long to, long[] from, long bytes);

    int cuMemcpyDtoH_v2(float[] to, long from, long bytes);

    int cuMemcpyDtoH_v2(double[] to, long from, long bytes);

    int cuLaunchKernel(
            Pointer function,
            int blocksX,
            int blocksY,
            int blocksZ,
            int threadsX,
            int threadsY,
            int threadsZ,
            int sharedBytes,
            Pointer stream,
            Pointer arguments,
            Pointer extra);
}
