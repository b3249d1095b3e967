package io.foreflow.tutorials.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.training.data.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImdbReviewsTest {
    private static final String HEADER = "label,review_id,word_ranks\n";

    @TempDir
    private Path folder;

    @Test
    void shouldReadReviewsAsWords() throws IOException {
        // given
        write("{\"film\": 2, \"the\": 1, \"it's\": 3}", HEADER + "0,0,3 1 2\n1,1,\n", HEADER + "1,0,2 2\n");

        // when
        ImdbReviews reviews = ImdbReviews.read(folder);

        // then
        assertThat(reviews.words()).containsExactly("the", "film", "it's");
        assertThat(reviews.train().words().get(0)).containsExactly("it's", "the", "film");
        assertThat(reviews.train().words().get(1)).isEmpty();
        assertThat(reviews.train().labels()).containsExactly("negative", "positive");
        assertThat(reviews.test().words().get(0)).containsExactly("film", "film");
        assertThat(reviews.train().select(1, 0).labels()).containsExactly("positive", "negative");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2,0,1", "0,0,3", "0,0,0", "x,0,1", "0,1", "0,0,1  1"})
    void shouldRefuseALineThatIsNoReview(String line) {
        write("{\"the\": 1, \"film\": 2}", HEADER + "0,0,1\n" + line + "\n", HEADER);
        assertThatThrownBy(() -> ImdbReviews.read(folder))
                .isInstanceOf(DatasetException.class)
                .hasMessage(folder.resolve("imdb_train_word_ranks.csv.gz")
                        + ", line 3 is not a label (0 or 1), a number and ranks of words");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"the\": 1, \"film\": 1}",
                "{\"the\": 1, \"film\": 3}",
                "{\"the\": 0}",
                "{\"the\": \"x\"}",
                "{\"the\": null}"
            })
    void shouldRefuseRanksThatAreNotAnOrder(String index) {
        write(index, HEADER, HEADER);
        assertThatThrownBy(() -> ImdbReviews.read(folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("imdb_word_index.json: the ranks are not 1 to ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{\"the\"", "null", ""})
    void shouldRefuseAnIndexThatIsNone(String index) {
        write(index, HEADER, HEADER);
        assertThatThrownBy(() -> ImdbReviews.read(folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageEndingWith("imdb_word_index.json is not a JSON object of words and ranks");
    }

    @Test
    void shouldRefuseAnotherHeader() {
        write("{\"the\": 1}", "label,ranks\n0,1\n", HEADER);
        assertThatThrownBy(() -> ImdbReviews.read(folder)).hasMessageContaining(", line 1: the header is not label,");
    }

    @Test
    void shouldReadTheRealReviews() throws IOException {
        // when
        ImdbReviews reviews = ImdbReviews.read(DataTestFiles.real("imdb"));

        // then
        assertThat(reviews.words()).hasSize(88_584).startsWith("the", "and", "a", "of", "to");
        assertThat(reviews.train().size()).isEqualTo(25_000);
        assertThat(reviews.test().size()).isEqualTo(25_000);
        assertThat(Collections.frequency(reviews.train().labels(), "positive")).isEqualTo(12_500);
        assertThat(reviews.train().words().get(0)).startsWith("story", "of", "a", "man", "who", "has", "unnatural");
    }

    private void write(String index, String train, String test) {
        DataTestFiles.write(folder.resolve("imdb_word_index.json"), index);
        DataTestFiles.write(folder.resolve("imdb_train_word_ranks.csv.gz"), DataTestFiles.gzip(train));
        DataTestFiles.write(folder.resolve("imdb_test_word_ranks.csv.gz"), DataTestFiles.gzip(test));
    }
}
