// A driver of a GPU that is not there: the functions of libcuda.so.1 that CudaDriver names, with the kernels of
// networks.cu compiled as C++. Memory of the device is memory of the process.
#include "emulation.h"
#include "networks.cu"

#include <cstdlib>
#include <cstring>

namespace {
enum { SHARED_FLOATS = 12288 };
int devices = 1;
int major = 8;
int minor = 0;
// Threads of a block, whatever a launch asks for: real threads that wait for each other are slow.
unsigned threads = 1;
enum { INVALID_VALUE = 1, NOT_FOUND = 500 };

template <typename T>
T argument(void** arguments, int i) {
    return *static_cast<T*>(arguments[i]);
}
}  // namespace

float foreflow_shared[SHARED_FLOATS];

extern "C" {
// For tests: what the driver finds.
void emulated_devices(int count, int capabilityMajor, int capabilityMinor) {
    devices = count;
    major = capabilityMajor;
    minor = capabilityMinor;
}

void emulated_threads(unsigned count) { threads = count; }

int cuInit(unsigned) { return devices > 0 ? 0 : 100; }

int cuGetErrorString(int error, const char** text) {
    *text = error == 100 ? "no CUDA-capable device is detected" : "an error of the emulated driver";
    return 0;
}

int cuDeviceGetCount(int* count) {
    *count = devices;
    return 0;
}

int cuDeviceGet(int* device, int ordinal) {
    *device = ordinal;
    return ordinal < devices ? 0 : INVALID_VALUE;
}

int cuDeviceGetName(char* name, int length, int) {
    std::strncpy(name, "Emulated GPU", length);
    return 0;
}

int cuDeviceGetAttribute(int* value, int attribute, int) {
    switch (attribute) {
        case 16: *value = 2; return 0;
        case 75: *value = major; return 0;
        case 76: *value = minor; return 0;
        case 97: *value = SHARED_FLOATS * (int)sizeof(float); return 0;
        default: return INVALID_VALUE;
    }
}

int cuDevicePrimaryCtxRetain(void** context, int) {
    *context = &devices;
    return 0;
}

int cuCtxSetCurrent(void*) { return 0; }

int cuModuleLoadData(void** module, const void* image) {
    *module = const_cast<void*>(image);
    return image == nullptr ? INVALID_VALUE : 0;
}

int cuModuleGetFunction(void** function, void*, const char* name) {
    static char epoch = 0;
    static char predict = 1;
    if (std::strcmp(name, "foreflow_epoch") == 0) {
        *function = &epoch;
        return 0;
    }
    if (std::strcmp(name, "foreflow_predict") == 0) {
        *function = &predict;
        return 0;
    }
    return NOT_FOUND;
}

int cuFuncSetAttribute(void*, int, int) { return 0; }

int cuMemAlloc_v2(long long* address, size_t bytes) {
    // Not zeroed, as on a device: what reads it unset must show.
    void* memory = std::malloc(bytes);
    std::memset(memory, 0xff, bytes);
    *address = reinterpret_cast<long long>(memory);
    return 0;
}

int cuMemFree_v2(long long address) {
    std::free(reinterpret_cast<void*>(address));
    return 0;
}

int cuMemsetD8_v2(long long address, unsigned char value, size_t bytes) {
    std::memset(reinterpret_cast<void*>(address), value, bytes);
    return 0;
}

int cuMemcpyHtoD_v2(long long to, const void* from, size_t bytes) {
    std::memcpy(reinterpret_cast<void*>(to), from, bytes);
    return 0;
}

int cuMemcpyDtoH_v2(void* to, long long from, size_t bytes) {
    std::memcpy(to, reinterpret_cast<void*>(from), bytes);
    return 0;
}

int cuCtxSynchronize() { return 0; }

int cuLaunchKernel(
    void* function,
    unsigned blocks,
    unsigned,
    unsigned,
    unsigned,
    unsigned,
    unsigned,
    unsigned sharedBytes,
    void*,
    void** a,
    void**) {
    if (sharedBytes > sizeof(foreflow_shared)) {
        return INVALID_VALUE;
    }
    std::memset(foreflow_shared, 0xff, sizeof(foreflow_shared));
    if (*static_cast<char*>(function) == 0) {
        launch(blocks, threads, [a] {
            foreflow_epoch(
                argument<const Plan*>(a, 0),
                argument<const Layer*>(a, 1),
                argument<int>(a, 2),
                argument<float*>(a, 3),
                argument<float*>(a, 4),
                argument<float*>(a, 5),
                argument<float*>(a, 6),
                argument<const float*>(a, 7),
                argument<const long long*>(a, 8),
                argument<const float*>(a, 9),
                argument<const float*>(a, 10),
                argument<const int*>(a, 11),
                argument<const long long*>(a, 12),
                argument<const int*>(a, 13),
                argument<const long long*>(a, 14),
                argument<const float*>(a, 15),
                argument<int>(a, 16),
                argument<float*>(a, 17),
                argument<double*>(a, 18));
        });
    } else {
        launch(blocks, threads, [a] {
            foreflow_predict(
                argument<const Plan*>(a, 0),
                argument<const Layer*>(a, 1),
                argument<int>(a, 2),
                argument<float*>(a, 3),
                argument<const float*>(a, 4),
                argument<const float*>(a, 5),
                argument<const long long*>(a, 6),
                argument<const float*>(a, 7),
                argument<const float*>(a, 8),
                argument<const int*>(a, 9),
                argument<const long long*>(a, 10),
                argument<float*>(a, 11));
        });
    }
    return 0;
}
}
