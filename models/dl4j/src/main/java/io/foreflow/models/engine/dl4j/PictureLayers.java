package io.foreflow.models.engine.dl4j;

import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.Padding;
import io.foreflow.models.network.Shape;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.nd4j.linalg.activations.Activation;

/** The layers of pictures [rows, height, width, channels]. Nothing is left to defaults. */
final class PictureLayers {
    private PictureLayers() {}

    /** Same pads as TensorFlow does, the larger half at the end; Truncate leaves out what does not fill a window. */
    static ConvolutionLayer conv2d(Conv2d conv, Activation activation, int in) {
        boolean pads = conv.padding() == Padding.SAME && !needsPaddingLayer(conv);
        ConvolutionLayer.Builder layer = new ConvolutionLayer.Builder()
                .kernelSize(conv.kernel().height(), conv.kernel().width())
                .stride(conv.strides().height(), conv.strides().width())
                .padding(0, 0)
                .dilation(1, 1)
                .convolutionMode(pads ? ConvolutionMode.Same : ConvolutionMode.Truncate)
                .dataFormat(CNN2DFormat.NHWC)
                .nIn(in)
                .nOut(conv.filters())
                .hasBias(conv.useBias())
                .activation(activation);
        if (conv.l2() > 0) {
            // Keras adds λ·w² to the loss, Deeplearning4j ½·c·w².
            layer.l2(2 * conv.l2());
        }
        return layer.build();
    }

    /** Returns true if Deeplearning4j refuses to pad: where a stride is larger than the window it works out less than no zeros. */
    static boolean needsPaddingLayer(Conv2d conv) {
        return conv.padding() == Padding.SAME
                && (conv.strides().height() > conv.kernel().height()
                        || conv.strides().width() > conv.kernel().width());
    }

    /** Surrounds pictures of shape {@code in} with the zeros that {@code conv} asks for. */
    static ZeroPaddingLayer padding(Conv2d conv, Shape in) {
        int top = conv.padding()
                .before(in.at(0), conv.kernel().height(), conv.strides().height());
        int left = conv.padding()
                .before(in.at(1), conv.kernel().width(), conv.strides().width());
        int down = conv.padding()
                .around(in.at(0), conv.kernel().height(), conv.strides().height());
        int across = conv.padding()
                .around(in.at(1), conv.kernel().width(), conv.strides().width());
        return new ZeroPaddingLayer.Builder(top, down - top, left, across - left)
                .dataFormat(CNN2DFormat.NHWC)
                .build();
    }

    static SubsamplingLayer maxPooling2d(MaxPooling2d pooling) {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(pooling.pool().height(), pooling.pool().width())
                .stride(pooling.strides().height(), pooling.strides().width())
                .padding(0, 0)
                .dilation(1, 1)
                .convolutionMode(ConvolutionMode.Truncate)
                .dataFormat(CNN2DFormat.NHWC)
                .build();
    }
}
