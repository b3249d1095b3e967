package io.foreflow.training.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Weights;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class LearningCurveTest {
    private static final int TRAINING = 0xFF4C78A8;
    private static final int VALIDATION = 0xFFE45756;

    @Test
    void shouldDrawBothCurves() throws IOException {
        // given
        FitResult fit = new FitResult(
                new Weights(Map.of()),
                List.of(new EpochLoss(1, 0.5, 0.4), new EpochLoss(2, 0.3, 0.2), new EpochLoss(3, 0.2, 0.25)),
                2);

        // when
        BufferedImage image = draw(fit);

        // then
        assertThat(image.getWidth()).isEqualTo(1600);
        assertThat(pixels(image, TRAINING)).isGreaterThan(100);
        assertThat(pixels(image, VALIDATION)).isGreaterThan(pixels(image, TRAINING));
    }

    @Test
    void shouldDrawASingleEpochAndNoValidation() throws IOException {
        assertThat(draw(new FitResult(new Weights(Map.of()), List.of(new EpochLoss(1, 0.5, Double.NaN)), 1))
                        .getHeight())
                .isGreaterThan(900);
        assertThat(draw(new FitResult(new Weights(Map.of()), List.of(new EpochLoss(1, 0.5, 0.5)), 1))
                        .getHeight())
                .isGreaterThan(900);
    }

    private static BufferedImage draw(FitResult fit) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(LearningCurve.png(fit, "m@1", "mae")));
    }

    private static int pixels(BufferedImage image, int colour) {
        int count = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                count += image.getRGB(x, y) == colour ? 1 : 0;
            }
        }
        return count;
    }
}
