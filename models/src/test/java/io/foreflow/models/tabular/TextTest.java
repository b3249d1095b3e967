package io.foreflow.models.tabular;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.engine.IndexLists;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import io.foreflow.models.tabular.Question.TextQuestion;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextTest {
    private static final Text TEXT = new Text(List.of("the", "film", "was", "brilliant"), 7);

    @Test
    void shouldGiveKerasIds() {
        assertThat(TEXT.id("the")).contains(4);
        assertThat(TEXT.id("brilliant")).contains(7);
        assertThat(TEXT.id("dull")).isEmpty();
        assertThat(TEXT.ids("the", "film", "was", "dull", "the")).containsExactly(1, 4, 5, 6, 2, 4);
    }

    @Test
    void shouldCountIdsFromTheWidthOnAsUnknown() {
        assertThat(TEXT.ids("brilliant")).containsExactly(1, Text.OUT_OF_VOCABULARY);
    }

    @Test
    void shouldDecodeIds() {
        assertThat(TEXT.decode(1, 4, 5, 2, 7, 8, 0, -1))
                .containsExactly("?", "the", "film", "?", "brilliant", "?", "?", "?");
    }

    @Test
    void shouldSplitAsKerasDoes() {
        assertThat(Text.split("  The film,it's (really)\tGREAT!\nÄrger-Übung 2.5 `a`~b "))
                .containsExactly("the", "film", "it's", "really", "great", "ärger", "übung", "2", "5", "a", "b");
        assertThat(Text.split("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n ")).isEmpty();
        assertThat(Text.split("")).isEmpty();
    }

    @Test
    void shouldMarkEachWordOnce() {
        // when
        IndexLists rows = TEXT.rows(List.of(
                new String[] {"film", "the", "film", "dull", "brilliant"}, new String[0], new String[] {"was"}));

        // then
        assertThat(rows).isEqualTo(IndexLists.of(7, new int[] {1, 2, 4, 5}, new int[] {1}, new int[] {1, 6}));
        assertThat(rows.rowShape()).isEqualTo(TEXT.shape());
    }

    @Test
    void shouldReadAQuestionAsItReadsTrainingTexts() {
        assertThat(TEXT.encode(List.of(new TextQuestion("The FILM; was?"))))
                .isEqualTo(TEXT.rows(List.<String[]>of(new String[] {"the", "film", "was"})));
    }

    @Test
    void shouldRefuseATextWithoutAWord() {
        Refusals.assertRefused(
                () -> TEXT.encode(List.of(new TextQuestion("the"), new TextQuestion(" ?! "))),
                NoAnswerReason.EMPTY_TEXT,
                1,
                "the text holds no word");
    }

    @Test
    void shouldCountUnknownWordsAsTheNetworkSeesThem() {
        assertThat(TEXT.unknownWordShare(new TextQuestion("The film was dull"))).contains(0.25);
        // known by name, but its id is the width
        assertThat(TEXT.unknownWordShare(new TextQuestion("brilliant! BRILLIANT! the")))
                .contains(2.0 / 3);
        assertThat(TEXT.unknownWordShare(new TextQuestion(" ?! "))).isEmpty();
    }

    @Test
    void shouldRefuseAPictureForAText() {
        Refusals.assertRefused(
                () -> TEXT.encode(List.of(new Question.Image("GIF".getBytes(UTF_8)))),
                NoAnswerReason.WRONG_KIND,
                0,
                "the model reads text, not picture");
    }

    @Test
    void shouldRefuseAVocabularyThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Text(List.of("a", "b", "a"), 10))
                .withMessageContaining("a occurs twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Text(List.of("a b"), 10))
                .withMessageContaining("no blank");
        assertThatIllegalArgumentException().isThrownBy(() -> new Text(List.of(""), 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Text(List.of("a"), 2))
                .withMessageContaining("width (2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Text(
                        IntStream.rangeClosed(0, 200_000)
                                .mapToObj(Integer::toString)
                                .toList(),
                        10))
                .withMessageContaining("200000 words");
    }

    @Test
    void shouldBeEqualToAnotherOfTheSameWordsAndWidth() {
        assertThat(new Text(TEXT.words(), 7)).isEqualTo(TEXT).hasSameHashCodeAs(TEXT);
        assertThat(new Text(TEXT.words(), 8)).isNotEqualTo(TEXT);
        assertThat(TEXT).hasToString("Text[4 words, width 7]");
    }
}
