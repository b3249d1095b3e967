package io.foreflow.tutorials.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.tutorials.dataset.Augmentation.View;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final Augmentation KERAS = new Augmentation(true, 0.1, 0.2);

    /** 2 x 3 pixels of one channel. */
    private static final float[] SIX = {1, 2, 3, 4, 5, 6};

    @Test
    void shouldLeaveAPictureAloneThatIsSeenAsItIs() {
        assertThat(seen(new View(false, 0, 1), SIX, 2, 3, 1)).containsExactly(SIX);
    }

    @Test
    void shouldFlipFromLeftToRight() {
        assertThat(seen(new View(true, 0, 1), SIX, 2, 3, 1)).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(seen(new View(true, 0, 1), SIX, 1, 3, 2)).containsExactly(5, 6, 3, 4, 1, 2);
    }

    @Test
    void shouldTurnClockwise() {
        // given
        float[] nine = {1, 2, 3, 4, 5, 6, 7, 8, 9};

        // when
        float[] quarter = seen(new View(false, Math.PI / 2, 1), nine, 3, 3, 1);

        // then
        float[] expected = {7, 4, 1, 8, 5, 2, 9, 6, 3};
        assertThat(quarter).containsExactly(expected, within(1e-5F));
    }

    /** Twice as small: the middle pair stays in the middle, the edges are mirrored around it. */
    @Test
    void shouldMirrorAPictureBeyondItsEdges() {
        // given
        float[] line = {0, 10, 20, 30};

        // when
        float[] smaller = seen(new View(false, 0, 2), line, 1, 4, 1);

        // then places -1.5, 0.5, 2.5 and 4.5
        assertThat(smaller).containsExactly(5, 5, 25, 25);
    }

    @Test
    void shouldInterpolateBetweenPixels() {
        // given
        float[] line = {0, 10, 20, 30};

        // when
        float[] larger = seen(new View(false, 0, 0.5), line, 1, 4, 1);

        // then places 0.75, 1.25, 1.75 and 2.25
        assertThat(larger).containsExactly(7.5F, 12.5F, 17.5F, 22.5F);
    }

    @Test
    void shouldDrawWithinItsBoundsAndOverAllOfThem() {
        // when
        View[] views =
                IntStream.range(0, 1_000).mapToObj(row -> KERAS.view(5, 1, row)).toArray(View[]::new);

        // then
        assertThat(views).allSatisfy(view -> {
            assertThat(Math.abs(view.angle())).isLessThanOrEqualTo(0.2 * Math.PI);
            assertThat(view.scale()).isBetween(0.8, 1.2);
        });
        assertThat(views).filteredOn(View::flipped).hasSizeBetween(430, 570);
        assertThat(views).filteredOn(view -> view.angle() > 0.1 * Math.PI).hasSizeBetween(190, 310);
        assertThat(views).filteredOn(view -> view.scale() < 0.9).hasSizeBetween(190, 310);
    }

    @Test
    void shouldDependOnSeedEpochAndRowAlone() {
        assertThat(KERAS.view(5, 3, 7)).isEqualTo(KERAS.view(5, 3, 7));
        assertThat(KERAS.view(5, 3, 7))
                .isNotEqualTo(KERAS.view(6, 3, 7))
                .isNotEqualTo(KERAS.view(5, 4, 7))
                .isNotEqualTo(KERAS.view(5, 3, 8));
    }

    @Test
    void shouldLeavePicturesAloneWhenNothingMayHappen() {
        View view = new Augmentation(false, 0, 0).view(5, 3, 7);
        assertThat(seen(view, SIX, 2, 3, 1)).containsExactly(SIX);
    }

    @Test
    void shouldRefuseWhatNoPictureCanBear() {
        assertThatThrownBy(() -> new Augmentation(true, 1.5, 0)).hasMessage("rotation (1.5) must be in 0 to 1");
        assertThatThrownBy(() -> new Augmentation(true, Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Augmentation(true, 0, 1))
                .hasMessage("zoom (1.0) must be at least 0 and less than 1");
    }

    private static float[] seen(View view, float[] picture, int height, int width, int channels) {
        float[] target = new float[picture.length + 1];
        view.write(picture, height, width, channels, target, 1);
        float[] seen = new float[picture.length];
        System.arraycopy(target, 1, seen, 0, seen.length);
        return seen;
    }
}
