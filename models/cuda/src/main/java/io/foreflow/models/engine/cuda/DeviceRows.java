package io.foreflow.models.engine.cuda;

import java.util.List;

/**
 * The rows of many networks on the GPU: series and places, one network after another.
 *
 * @param seriesFrom address of where each network's series starts
 * @param rowsFrom address of the number of rows before each network, and of all rows
 * @param total number of all rows
 */
record DeviceRows(long series, long seriesFrom, long levels, long scales, long starts, long rowsFrom, long total) {

    /** Copies rows of {@code width} numbers each to the GPU. */
    static DeviceRows of(CudaDevice device, DeviceMemory memory, List<SeriesRows> all, int width) {
        int networks = all.size();
        long[] seriesFrom = new long[networks];
        long[] rowsFrom = new long[networks + 1];
        float[] levels = new float[networks];
        float[] scales = new float[networks];
        long numbers = 0;
        for (int i = 0; i < networks; i++) {
            SeriesRows one = all.get(i);
            one.requireWithin(width);
            seriesFrom[i] = numbers;
            numbers += one.series().length;
            rowsFrom[i + 1] = rowsFrom[i] + one.rows();
            levels[i] = one.level();
            scales[i] = one.scale();
        }
        long total = rowsFrom[networks];
        long series = memory.room(numbers * Float.BYTES);
        long starts = memory.room(total * Integer.BYTES);
        for (int i = 0; i < networks; i++) {
            device.write(series + seriesFrom[i] * Float.BYTES, all.get(i).series());
            device.write(starts + rowsFrom[i] * Integer.BYTES, all.get(i).starts());
        }
        return new DeviceRows(
                series,
                memory.copy(seriesFrom),
                memory.copy(levels),
                memory.copy(scales),
                starts,
                memory.copy(rowsFrom),
                total);
    }
}
