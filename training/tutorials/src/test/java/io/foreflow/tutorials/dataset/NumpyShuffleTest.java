package io.foreflow.tutorials.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.tutorials.dataset.NumberTableReader.Separator;
import io.foreflow.tutorials.dataset.NumberTableReader.TextColumns;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumpyShuffleTest {

    /** From numpy 2.4.6: {@code i = arange(n); RandomState(seed).shuffle(i)}. */
    @Test
    void shouldGiveTheOrdersOfNumpy() {
        assertThat(NumpyShuffle.indices(10, 113)).containsExactly(9, 3, 6, 1, 0, 7, 4, 8, 2, 5);
        assertThat(NumpyShuffle.indices(10, 0)).containsExactly(2, 8, 4, 9, 1, 6, 7, 3, 0, 5);
        assertThat(NumpyShuffle.indices(2, 7)).containsExactly(0, 1);
        assertThat(NumpyShuffle.indices(1, 5)).containsExactly(0);
        assertThat(NumpyShuffle.indices(0, 5)).isEmpty();
        assertThat(NumpyShuffle.indices(600, 113))
                .startsWith(568, 505, 59, 71, 298, 205)
                .endsWith(586, 162, 165);
    }

    /** Long enough for the generator's state to be made anew many times; the sum weighs each place. */
    @Test
    void shouldGiveALongOrderOfNumpy() {
        // when
        int[] order = NumpyShuffle.indices(20_640, 113);

        // then
        assertThat(order).startsWith(4380, 8381, 15859, 10108, 9370).endsWith(16236, 4828, 14501);
        assertThat(IntStream.range(0, order.length)
                        .mapToLong(i -> (long) i * order[i])
                        .sum())
                .isEqualTo(2_208_136_998_497L);
        assertThat(Arrays.stream(order).sorted())
                .containsExactly(IntStream.range(0, 20_640).boxed().toArray(Integer[]::new));
    }

    @Test
    void shouldGiveKerasSplitOfBoston() throws IOException {
        // given
        NumberTable kerasTrain =
                NumberTableReader.WITH_HEADER.read(DataTestFiles.real("boston_housing/keras_order_train.csv"));
        NumberTable kerasTest =
                NumberTableReader.WITH_HEADER.read(DataTestFiles.real("boston_housing/keras_order_test.csv"));
        NumberTableReader format = new NumberTableReader(Separator.BLANKS, kerasTrain.columns(), TextColumns.REFUSED);

        // when
        NumberTable shuffled =
                format.read(DataTestFiles.real("boston_housing/housing.data")).select(NumpyShuffle.indices(506, 113));

        // then
        assertThat(shuffled.first(404)).isEqualTo(kerasTrain);
        assertThat(shuffled.select(IntStream.range(404, 506).toArray())).isEqualTo(kerasTest);
        assertThat(kerasTrain.column("MEDV")).startsWith(15.2, 42.3, 50.0);
    }

    /** The first rows of Keras' own file. */
    @Test
    void shouldGiveKerasSplitOfCalifornia() throws IOException {
        // when
        NumberTable shuffled = NumberTableReader.WITH_HEADER
                .read(DataTestFiles.real("california_housing/keras_order_full.csv.gz"))
                .select(NumpyShuffle.indices(20_640, 113));

        // then
        assertThat(shuffled.records(List.of("longitude", "latitude", "population", "median_house_value"))[0])
                .containsExactly(-118.269997, 34.0900002, 1048, 252_300);
        assertThat(shuffled.at(16_512, "median_house_value")).isEqualTo(397_900);
    }

    @Test
    void shouldRefuseANegativeSeed() {
        assertThatThrownBy(() -> NumpyShuffle.indices(3, -1)).hasMessage("seed (-1) must not be negative");
    }
}
