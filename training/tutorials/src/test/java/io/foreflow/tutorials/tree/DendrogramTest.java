package io.foreflow.tutorials.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.training.report.HtmlReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class DendrogramTest {
    private static final List<String> NAMES = List.of("wheat", "corn", "ship");

    @Test
    void shouldJoinWhatIsAlike() {
        // when
        String html = drawn(List.of(2));

        // then: wheat and corn have one colour, the ship has none, and a dashed line cuts
        assertThat(html)
                .contains("from top to bottom: ship, wheat, corn")
                .contains("<text class=\"soft end of-0\"", ">wheat</text>")
                .contains("class=\"line of-0\"", "class=\"line\"", "class=\"cut\"");
    }

    @Test
    void shouldNotCutUnlessAsked() {
        assertThat(drawn(List.of())).doesNotContain("class=\"cut\"", "class=\"line of-0\"");
    }

    @Test
    void shouldRefuseOtherNamesAndCuts() {
        assertThatThrownBy(() -> Dendrogram.of("t", List.of("one"), three(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Dendrogram.of("t", NAMES, three(), List.of(4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String drawn(List<Integer> cuts) {
        return HtmlReport.titled("", "t")
                .add(Dendrogram.of("alike", NAMES, three(), cuts))
                .toHtml();
    }

    private static Clustering three() {
        return Clustering.of(new double[][] {{0, 1, 5}, {1, 0, 4}, {5, 4, 0}});
    }
}
