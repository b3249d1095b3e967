package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DendrogramTest {
    private static final List<String> NAMES = List.of("one", "two", "three");

    private static Clustering three() {
        return Clustering.of(new double[][] {{0, 1, 3}, {1, 0, 3}, {3, 3, 0}});
    }

    @Test
    void shouldDrawALineForEachThing() throws Exception {
        byte[] few = Dendrogram.png("", "distance", NAMES, three(), List.of(2));
        byte[] many = Dendrogram.png(
                "", "distance", List.of("a", "b", "c", "d", "e", "f"), Clustering.of(new double[6][6]), List.of());

        assertThat(ImageIO.read(new ByteArrayInputStream(many)).getHeight())
                .isGreaterThan(ImageIO.read(new ByteArrayInputStream(few)).getHeight());
    }

    @Test
    void shouldColourTheGroupsOfACut() {
        byte[] plain = Dendrogram.png("", "distance", NAMES, three(), List.of());
        byte[] cut = Dendrogram.png("", "distance", NAMES, three(), List.of(2));

        assertThat(cut).isNotEqualTo(plain);
    }

    @Test
    void shouldRefuseOtherNamesAndImpossibleCuts() {
        assertThatThrownBy(() -> Dendrogram.png("", "distance", List.of("one"), three(), List.of()))
                .hasMessageContaining("3 things");
        assertThatThrownBy(() -> Dendrogram.png("", "distance", NAMES, three(), List.of(4)))
                .hasMessageContaining("groups (4)");
    }
}
