package io.foreflow.models.engine.cuda;

import java.util.ArrayList;
import java.util.List;

/** Memory of one run on the GPU. All of it is freed at once. */
final class DeviceMemory implements AutoCloseable {
    private final CudaDevice device;
    private final List<Long> addresses = new ArrayList<>();

    DeviceMemory(CudaDevice device) {
        this.device = device;
    }

    /** Reserves room for so many bytes, with any content. */
    long room(long bytes) {
        long address = device.allocate(Math.max(bytes, 1));
        addresses.add(address);
        return address;
    }

    /** Reserves room for so many floats, all 0. */
    long zeros(long floats) {
        long address = room(floats * Float.BYTES);
        device.clear(address, floats * Float.BYTES);
        return address;
    }

    long copy(float[] numbers) {
        long address = room((long) numbers.length * Float.BYTES);
        device.write(address, numbers);
        return address;
    }

    long copy(int[] numbers) {
        long address = room((long) numbers.length * Integer.BYTES);
        device.write(address, numbers);
        return address;
    }

    long copy(long[] numbers) {
        long address = room((long) numbers.length * Long.BYTES);
        device.write(address, numbers);
        return address;
    }

    @Override
    public void close() {
        device.enter();
        addresses.forEach(device::free);
        addresses.clear();
    }
}
