package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderStatisticTest {
    @Test
    void shouldFindWhatSortingFinds() {
        // given: random numbers, few different ones, and orders that are slow for some pivots
        Random random = new Random(7);
        for (int run = 0; run < 600; run++) {
            int kind = run % 4;
            int length = 1 + random.nextInt(300);
            double[] numbers = new double[length];
            for (int i = 0; i < length; i++) {
                numbers[i] = switch (kind) {
                    case 0 -> random.nextGaussian();
                    case 1 -> random.nextInt(3);
                    case 2 -> i;
                    default -> Math.min(i, length - i);
                };
            }
            double[] sorted = numbers.clone();
            Arrays.sort(sorted);
            int place = random.nextInt(length);

            // when
            double found = OrderStatistic.at(numbers, place);

            // then
            assertThat(found).isEqualTo(sorted[place]);
            Arrays.sort(numbers);
            assertThat(numbers).containsExactly(sorted);
        }
    }
}
