package io.foreflow.models.tabular;

/**
 * Stretches a picture to another size, bilinear. The centre of pixel i of n lies at (i + ½) / n of the side, as in
 * TensorFlow's {@code image.resize}; beyond the outermost centres the outermost pixels are repeated.
 */
final class Stretching {
    private final PictureLines lines;
    private final Subsampling across;
    private final Subsampling down;
    private final float[] upper;
    private final float[] lower;
    private int upperAt = -1;
    private int lowerAt = -1;

    private Stretching(PictureLines lines, Subsampling across, Subsampling down) {
        this.lines = lines;
        this.across = across;
        this.down = down;
        this.upper = new float[lines.width() * lines.channels()];
        this.lower = new float[lines.width() * lines.channels()];
    }

    /**
     * Returns [height, width, channels] as unsigned bytes.
     *
     * @param across pixels of each line of the picture that exist
     * @param down lines of the picture that exist
     */
    static byte[] of(PictureLines lines, Subsampling across, Subsampling down, int height, int width) {
        return new Stretching(lines, across, down).stretched(height, width);
    }

    private byte[] stretched(int height, int width) {
        int channels = lines.channels();
        byte[] target = new byte[Math.multiplyExact(Math.multiplyExact(height, width), channels)];
        SourcePixels[] columns = places(width, lines.width(), across);
        SourcePixels[] rows = places(height, lines.height(), down);
        for (int y = 0; y < height; y++) {
            read(rows[y]);
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    int left = columns[x].before() * channels + channel;
                    int right = columns[x].after() * channels + channel;
                    float share = columns[x].share();
                    float top = upper[left] + (upper[right] - upper[left]) * share;
                    float bottom = lower[left] + (lower[right] - lower[left]) * share;
                    float value = top + (bottom - top) * rows[y].share();
                    target[(y * width + x) * channels + channel] = (byte) Math.round(value);
                }
            }
        }
        return target;
    }

    private void read(SourcePixels row) {
        if (upperAt != row.before()) {
            lines.read(row.before(), upper);
            upperAt = row.before();
        }
        if (lowerAt != row.after()) {
            lines.read(row.after(), lower);
            lowerAt = row.after();
        }
    }

    /** The two pixels around a centre, and its position between them as a share. */
    private record SourcePixels(int before, int after, float share) {}

    private static SourcePixels[] places(int count, int source, Subsampling read) {
        SourcePixels[] places = new SourcePixels[count];
        for (int i = 0; i < count; i++) {
            double at = read.place(i, count);
            int before = (int) Math.floor(at);
            places[i] = new SourcePixels(
                    Math.min(Math.max(before, 0), source - 1),
                    Math.min(before + 1, source - 1),
                    before < 0 ? 0 : (float) (at - before));
        }
        return places;
    }
}
