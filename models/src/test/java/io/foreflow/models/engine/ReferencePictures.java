package io.foreflow.models.engine;

import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.Shape;

/** The sums of picture layers of one picture, pixel by pixel, in double precision. */
final class ReferencePictures {
    private ReferencePictures() {}

    /** Before the activation; without biases. */
    static double[] conv2d(Conv2d conv, double[] x, Shape in, Shape out, double[] kernel) {
        int top = conv.padding().before(in.at(0), conv.kernel().height(), conv.strides().height());
        int left = conv.padding().before(in.at(1), conv.kernel().width(), conv.strides().width());
        double[] sums = new double[out.size()];
        for (int y = 0; y < out.at(0); y++) {
            for (int z = 0; z < out.at(1); z++) {
                for (int filter = 0; filter < out.at(2); filter++) {
                    double sum = 0;
                    for (int i = 0; i < conv.kernel().height(); i++) {
                        for (int j = 0; j < conv.kernel().width(); j++) {
                            for (int channel = 0; channel < in.at(2); channel++) {
                                int row = y * conv.strides().height() - top + i;
                                int column = z * conv.strides().width() - left + j;
                                int weight = ((i * conv.kernel().width() + j) * in.at(2) + channel) * out.at(2) + filter;
                                sum += pixel(x, in, row, column, channel) * kernel[weight];
                            }
                        }
                    }
                    sums[(y * out.at(1) + z) * out.at(2) + filter] = sum;
                }
            }
        }
        return sums;
    }

    private static double pixel(double[] x, Shape in, int row, int column, int channel) {
        boolean inside = row >= 0 && row < in.at(0) && column >= 0 && column < in.at(1);
        return inside ? x[(row * in.at(1) + column) * in.at(2) + channel] : 0;
    }

    static double[] maxPooling2d(MaxPooling2d pooling, double[] x, Shape in, Shape out) {
        double[] largest = new double[out.size()];
        for (int i = 0; i < largest.length; i++) {
            int y = i / out.at(2) / out.at(1) * pooling.strides().height();
            int z = i / out.at(2) % out.at(1) * pooling.strides().width();
            double best = Double.NEGATIVE_INFINITY;
            for (int row = y; row < y + pooling.pool().height(); row++) {
                for (int column = z; column < z + pooling.pool().width(); column++) {
                    best = Math.max(best, pixel(x, in, row, column, i % out.at(2)));
                }
            }
            largest[i] = best;
        }
        return largest;
    }

    static double[] bgrMeans(double[] x) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = x[i / 3 * 3 + 2 - i % 3] - BgrMeans.MEANS.get(i % 3);
        }
        return result;
    }
}
