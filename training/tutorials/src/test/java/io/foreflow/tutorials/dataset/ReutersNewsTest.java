package io.foreflow.tutorials.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.training.data.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReutersNewsTest {
    private static final String HEADER = "newid,split,topics,title,body\n";
    private static final String FIVE = HEADER
            + "1,train,earn,GAIN,up 5\n2,train,acq,BUYS,\"all, \"\"now\"\"\"\n3,train,acq,SELLS,some\n"
            + "4,train,earn|acq,BOTH,two\n5,test,earn,LOSS,down\n6,train,tin,TIN,ore\n7,test,tin,TIN,late\n"
            + "8,train,zinc,Z,z\n";

    @TempDir
    private Path folder;

    @Test
    void shouldKeepTheMostFrequentTopicsOfTheTrainingPart() throws IOException {
        // given
        Path file = DataTestFiles.write(folder.resolve("news.csv"), FIVE);

        // when
        ReutersNews news = ReutersNews.read(file, 3, text -> text.split(" ", -1));

        // then two on acq, then the even ones in alphabetical order; what has two topics is not there
        assertThat(news.topics()).containsExactly("acq", "earn", "tin");
        assertThat(news.train().labels()).containsExactly("earn", "acq", "acq", "tin");
        assertThat(news.train().words().get(1)).containsExactly("BUYS", "all,", "\"now\"");
        assertThat(news.test().labels()).containsExactly("earn", "tin");
        assertThat(news.test().words().get(0)).containsExactly("LOSS", "down");
    }

    @Test
    void shouldRefuseTooFewTopics() {
        Path file = DataTestFiles.write(folder.resolve("news.csv"), FIVE);
        assertThatThrownBy(() -> ReutersNews.read(file, 5, text -> text.split(" ", -1)))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + " has newswires for training on 4 topics, not 5");
    }

    @Test
    void shouldRefuseAnotherHeaderAndAnotherSplit() {
        Path other = DataTestFiles.write(folder.resolve("other.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() -> ReutersNews.read(other, 1, text -> text.split(" ", -1)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("topics");
        Path odd = DataTestFiles.write(folder.resolve("odd.csv"), HEADER + "1,valid,earn,A,B\n");
        assertThatThrownBy(() -> ReutersNews.read(odd, 1, text -> text.split(" ", -1)))
                .isInstanceOf(DatasetException.class)
                .hasMessage(odd + ", line 2: the split is 'valid', not train or test");
    }

    @Test
    void shouldReadTheRealNewswires() throws IOException {
        // when
        ReutersNews news = ReutersNews.read(
                DataTestFiles.real("reuters21578/modapte_with_topics.csv.gz"), 46, text -> text.split(" ", -1));

        // then
        assertThat(news.topics()).hasSize(46).startsWith("earn", "acq");
        assertThat(news.train().size()).isGreaterThan(5_500);
        assertThat(news.test().size()).isGreaterThan(2_000);
        assertThat(Collections.frequency(news.train().labels(), "earn"))
                .isGreaterThan(Collections.frequency(news.train().labels(), "acq"));
    }
}
