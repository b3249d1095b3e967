package io.foreflow.models.engine.fused;

import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.Shape;
import java.util.Arrays;

/**
 * The windows of a convolution as the rows of a matrix: [places, kernelHeight · kernelWidth · channels], in the order of the
 * kernel, where the places of all pictures follow each other. What lies beyond a picture's edges is 0.
 */
final class ConvolutionWindows {
    private final LayerValues in;
    private final int height;
    private final int width;
    private final int channels;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int strideHeight;
    private final int strideWidth;
    private final int top;
    private final int left;
    private final int placesAcross;
    private final int places;

    /**
     * @param picture (height, width, channels) of {@code in}
     * @param result (height, width, filters)
     */
    ConvolutionWindows(Conv2d conv, Shape picture, Shape result, LayerValues in) {
        this.in = in;
        this.height = picture.at(0);
        this.width = picture.at(1);
        this.channels = picture.last();
        this.kernelHeight = conv.kernel().height();
        this.kernelWidth = conv.kernel().width();
        this.strideHeight = conv.strides().height();
        this.strideWidth = conv.strides().width();
        this.top = conv.padding().before(height, kernelHeight, strideHeight);
        this.left = conv.padding().before(width, kernelWidth, strideWidth);
        this.placesAcross = result.at(1);
        this.places = result.at(0) * placesAcross;
    }

    /** Numbers in a window. */
    int size() {
        return kernelHeight * kernelWidth * channels;
    }

    /** Lays out the windows of the places {@code first} to {@code first + count}. */
    void gather(int first, int count, float[] windows) {
        int line = kernelWidth * channels;
        int to = 0;
        for (int place = first; place < first + count; place++) {
            int y = y(place);
            int x = x(place);
            int begin = Math.max(0, -x);
            int end = Math.min(kernelWidth, width - x);
            for (int i = y; i < y + kernelHeight; i++) {
                if (i < 0 || i >= height) {
                    Arrays.fill(windows, to, to + line, 0);
                } else {
                    Arrays.fill(windows, to, to + begin * channels, 0);
                    copy(in.at() + at(place, i, x + begin), end - begin, windows, to + begin * channels);
                    Arrays.fill(windows, to + end * channels, to + line, 0);
                }
                to += line;
            }
        }
    }

    private void copy(int from, int pixels, float[] windows, int to) {
        if (in.stride() == channels) {
            System.arraycopy(in.numbers(), from, windows, to, pixels * channels);
            return;
        }
        for (int pixel = 0; pixel < pixels; pixel++) {
            System.arraycopy(in.numbers(), from + pixel * in.stride(), windows, to + pixel * channels, channels);
        }
    }

    /** Adds each window's numbers to {@code deltas} of the places' windows. {@code row}: how far apart windows are. */
    void scatter(int first, int count, float[] windows, int row, Kernels kernels, float[] deltas) {
        boolean whole = channels == in.stride() && channels % kernels.lanes() == 0;
        for (int place = first; place < first + count; place++) {
            int y = y(place);
            int x = x(place);
            int begin = Math.max(0, -x);
            int pixels = Math.min(kernelWidth, width - x) - begin;
            for (int i = Math.max(0, y); i < Math.min(y + kernelHeight, height); i++) {
                int from = (place - first) * row + ((i - y) * kernelWidth + begin) * channels;
                int to = at(place, i, x + begin);
                if (whole) {
                    kernels.add(windows, from, deltas, to, pixels * channels);
                } else {
                    add(windows, from, deltas, to, pixels);
                }
            }
        }
    }

    private void add(float[] windows, int from, float[] deltas, int to, int pixels) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int channel = 0; channel < channels; channel++) {
                deltas[to + pixel * in.stride() + channel] += windows[from + pixel * channels + channel];
            }
        }
    }

    /** The line in which a place's window begins: negative above the picture. */
    private int y(int place) {
        return place % places / placesAcross * strideHeight - top;
    }

    private int x(int place) {
        return place % placesAcross * strideWidth - left;
    }

    /** Returns the position of a pixel of a place's picture. */
    private int at(int place, int y, int x) {
        return place / places * in.rowSize() + (y * width + x) * in.stride();
    }
}
