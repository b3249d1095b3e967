package io.foreflow.models.tabular;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.NoAnswerException.Reason;
import java.util.List;

/**
 * A whole picture, resized: brightness from 0 to 255, rows from the top, of each row the pixels from the left, of each
 * pixel red, green and blue, or grey alone.
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

    /** (height, width, channels). */
    @Override
    public Shape shape() {
        return Shape.of(height, width, channels);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Tensor encode(List<? extends Question> questions) {
        Questions.cast(this, Question.Image.class, questions);
        throw new NoAnswerException(Reason.UNREADABLE_PICTURE, 0, "pictures cannot be decoded");
    }
}
