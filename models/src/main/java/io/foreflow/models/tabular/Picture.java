package io.foreflow.models.tabular;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import java.util.List;

/**
 * A whole picture, resized: brightness from 0 to 255, rows from the top, pixels from the left, and for each pixel red,
 * green and blue, or grey alone.
 *
 * @param height in pixels, at most {@value #MAX_SIDE}
 * @param width in pixels, at most {@value #MAX_SIDE}
 * @param channels 3 for colours, 1 for grey
 */
public record Picture(int height, int width, int channels) implements InputSpec {
    static final String KIND = "picture";

    private static final int MAX_SIDE = 2048;

    public Picture {
        requireSide("height", height);
        requireSide("width", width);
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels (" + channels + ") must be 1 or 3");
        }
    }

    private static void requireSide(String name, int pixels) {
        if (pixels < 1 || pixels > MAX_SIDE) {
            throw new IllegalArgumentException(name + " (" + pixels + ") must be in 1 to " + MAX_SIDE);
        }
    }

    /** Returns (height, width, channels). */
    @Override
    public Shape shape() {
        return Shape.of(height, width, channels);
    }

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Returns the network's input for one picture, (height, width, channels).
     *
     * @param file a whole PNG or JPEG file
     * @throws IllegalArgumentException if it cannot be decoded; one line says why
     * @throws PictureTooLargeException if decoding it would take too much
     */
    public float[] row(byte[] file) {
        return PictureDecoder.floats(file, height, width, channels);
    }

    @Override
    public Tensor encode(List<? extends Question> questions) {
        List<Question.Image> pictures = Questions.cast(this, Question.Image.class, questions);
        Shape shape = shape().batch(pictures.size());
        float[] data = new float[shape.size()];
        int size = data.length / pictures.size();
        for (int row = 0; row < pictures.size(); row++) {
            try {
                byte[] values = PictureDecoder.bytes(pictures.get(row).file(), height, width, channels);
                for (int i = 0; i < size; i++) {
                    data[row * size + i] = values[i] & 0xFF;
                }
            } catch (PictureTooLargeException e) {
                throw new NoAnswerException(NoAnswerReason.TOO_LARGE, row, String.valueOf(e.getMessage()), e);
            } catch (IllegalArgumentException e) {
                throw new NoAnswerException(NoAnswerReason.UNREADABLE_PICTURE, row, String.valueOf(e.getMessage()), e);
            }
        }
        return Tensor.owning(shape, data);
    }
}
