package io.foreflow.models.engine.cuda;

/**
 * The numbers that each block works on: in the memory that its threads share if they fit, else in the GPU's own.
 *
 * @param blocks number of blocks; each computes one network after another
 * @param address of the GPU's own memory for all blocks; 0 if it is shared
 * @param sharedBytes of each block; 0 if it is not shared
 */
record BlockSpace(int blocks, long address, int sharedBytes) {
    static BlockSpace of(CudaDevice device, DeviceMemory memory, NetworkLayout layout, int networks) {
        long bytes = layout.space() * Float.BYTES;
        if (device.isShareable(bytes)) {
            return new BlockSpace(networks, 0, (int) bytes);
        }
        int blocks = Math.min(networks, device.residentBlocks());
        return new BlockSpace(blocks, memory.room(blocks * bytes), 0);
    }
}
