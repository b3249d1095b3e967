package io.foreflow.tutorials.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HellingerTest {
    @Test
    void shouldMeasureHowFarDistributionsAreApart() {
        double[][] distances = Hellinger.distances(new double[][] {{1, 0}, {0, 1}, {0.5, 0.5}, {1, 0}});

        assertThat(distances[0][1]).isEqualTo(1);
        assertThat(distances[0][3]).isZero();
        assertThat(distances[0][2]).isCloseTo(Math.sqrt(1 - Math.sqrt(0.5)), within(1e-12));
        assertThat(distances[2][0]).isEqualTo(distances[0][2]);
    }
}
