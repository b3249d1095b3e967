package io.foreflow.tutorials.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeatMapTest {
    @Test
    void shouldGlowWhereTheMapIsLargest() {
        // given a grey picture of 4 by 4 and a map that is hot at the lower right
        float[] picture = new float[16];
        Arrays.fill(picture, 100);

        // when
        float[] glowing = HeatMap.over(picture, 4, 4, 1, new float[] {0, -3, 0, 2}, 2, 2);

        // then
        assertThat(glowing).hasSize(16 * 3);
        assertThat(glowing[0]).isEqualTo(glowing[1]).isEqualTo(glowing[2]).isBetween(30f, 60f);
        int last = 15 * 3;
        assertThat(glowing[last]).isEqualTo(255);
        assertThat(glowing[last + 1]).isGreaterThan(200);
    }

    @Test
    void shouldLetNothingGlowWhereNothingHappens() {
        float[] glowing = HeatMap.over(new float[12], 2, 2, 3, new float[] {0}, 1, 1);

        assertThat(glowing).containsOnly(0);
    }

    @Test
    void shouldRefuseOtherSizes() {
        assertThatThrownBy(() -> HeatMap.over(new float[5], 2, 2, 1, new float[1], 1, 1))
                .hasMessageContaining("no picture of 2 by 2 by 1");
    }
}
