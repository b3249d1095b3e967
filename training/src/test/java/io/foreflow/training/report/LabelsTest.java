package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static final Font FONT = Labels.plain(13);

    @Test
    void shouldBreakLinesAtBlanks() {
        int width = Labels.width(FONT, "logistic regression");

        assertThat(Labels.wrap(FONT, "logistic regression on words", width))
                .containsExactly("logistic regression", "on words");
        assertThat(Labels.wrap(FONT, " one \n line ", width)).containsExactly("one line");
        assertThat(Labels.wrap(FONT, "  ", width)).isEmpty();
    }

    @Test
    void shouldBreakAWordOnlyIfItIsWiderThanALine() {
        // given
        int width = Labels.width(FONT, "mmmmmmmm");

        // when
        List<String> lines = Labels.wrap(FONT, "a " + "m".repeat(20), width);

        // then
        assertThat(String.join("", lines)).isEqualTo("a" + "m".repeat(20));
        assertThat(lines)
                .allSatisfy(line -> assertThat(Labels.width(FONT, line)).isLessThanOrEqualTo(width + 1));
        assertThat(Labels.wrap(FONT, "ab", 1)).containsExactly("a", "b");
    }

    @Test
    void shouldShortenWithAnEllipsisOnlyWhatDoesNotFit() {
        int width = Labels.width(FONT, "a long name");

        assertThat(Labels.shortened(FONT, "a long name", width)).isEqualTo("a long name");
        assertThat(Labels.shortened(FONT, "a long name that goes on", width))
                .startsWith("a lon")
                .endsWith("…");
        assertThat(Labels.shortened(FONT, "😀😀", 1)).isEqualTo("…");
    }
}
