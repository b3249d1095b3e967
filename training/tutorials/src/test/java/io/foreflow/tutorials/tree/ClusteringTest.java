package io.foreflow.tutorials.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.tutorials.tree.Clustering.GroupMerge;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusteringTest {
    private static final double[][] PAIRS = {
        {0, 1, 4, 6},
        {1, 0, 5, 8},
        {4, 5, 0, 3},
        {6, 8, 3, 0}
    };

    @Test
    void shouldPutTheNearestTogetherByTheMeanOfAllDistances() {
        Clustering clustering = Clustering.of(PAIRS);

        // 0 and 1 at 1, 2 and 3 at 3, both at (4 + 6 + 5 + 8) / 4
        assertThat(clustering.steps())
                .containsExactly(new GroupMerge(0, 1, 1), new GroupMerge(2, 3, 3), new GroupMerge(4, 5, 5.75));
    }

    @Test
    void shouldWeighGroupsByHowManyTheyHold() {
        Clustering clustering = Clustering.of(new double[][] {
            {0, 1, 2, 9},
            {1, 0, 2, 6},
            {2, 2, 0, 3},
            {9, 6, 3, 0}
        });

        // the last step is the mean of 9, 6 and 3
        assertThat(clustering.steps())
                .containsExactly(new GroupMerge(0, 1, 1), new GroupMerge(2, 4, 2), new GroupMerge(3, 5, 6));
    }

    @Test
    void shouldTakeTheFirstOfEquallyNearPairs() {
        double[][] same = new double[4][4];
        for (int i = 0; i < 4; i++) {
            for (int k = 0; k < 4; k++) {
                same[i][k] = i == k ? 0 : 1;
            }
        }

        assertThat(Clustering.of(same).steps())
                .containsExactly(new GroupMerge(0, 1, 1), new GroupMerge(2, 3, 1), new GroupMerge(4, 5, 1));
    }

    @Test
    void shouldCutIntoGroups() {
        Clustering clustering = Clustering.of(PAIRS);

        assertThat(clustering.cut(1)).containsExactly(List.of(0, 1, 2, 3));
        assertThat(clustering.cut(2)).containsExactly(List.of(0, 1), List.of(2, 3));
        assertThat(clustering.cut(3)).containsExactly(List.of(0, 1), List.of(2), List.of(3));
        assertThat(clustering.cut(4)).hasSize(4);
        assertThat(clustering.order()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void shouldHoldASingleThing() {
        Clustering clustering = Clustering.of(new double[1][1]);

        assertThat(clustering.steps()).isEmpty();
        assertThat(clustering.cut(1)).containsExactly(List.of(0));
    }

    @Test
    void shouldRefuseWhatAreNoDistances() {
        assertThatThrownBy(() -> Clustering.of(new double[0][0])).hasMessageContaining("at least one");
        assertThatThrownBy(() -> Clustering.of(new double[][] {{0, 1}, {2, 0}}))
                .hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> Clustering.of(new double[][] {{0, Double.NaN}, {Double.NaN, 0}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Clustering.of(PAIRS).cut(5)).hasMessageContaining("groups (5)");
        assertThatThrownBy(() -> Clustering.of(PAIRS).cut(0)).hasMessageContaining("groups (0)");
    }
}
