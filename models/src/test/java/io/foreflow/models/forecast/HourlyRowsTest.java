package io.foreflow.models.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HourlyRowsTest {
    private static final List<CovariateInput> COVARIATES = List.of(new CovariateInput("temperature", 10, 5, true));

    @Test
    void shouldComposeTheRowsThatTheEncoderWrites() {
        // given
        HourlyLayout layout = new HourlyLayout(WindowShape.DEFAULT, COVARIATES);
        InputRows rows = new NetworkInputs(WindowShape.DEFAULT).of(FeatureSet.BLEND_HOURS, COVARIATES);
        WindowEncoder encoder = FeatureSet.BLEND_HOURS.encoder(WindowShape.DEFAULT, COVARIATES);
        Random random = new Random(5);
        for (int batch = 0; batch < 20; batch++) {
            List<Window> windows = new ArrayList<>();
            for (int row = 0; row < 9; row++) {
                windows.add(window(random));
                rows.encode(windows.get(row), row);
            }
            int[] wanted = batch % 2 == 0 ? new int[] {0, 1, 2} : new int[] {1, 4, 5, 8};

            // when
            float[][] numbers = rows.numbers(wanted, wanted.length);

            // then
            float[][] expected = new float[1][wanted.length * layout.size()];
            for (int i = 0; i < wanted.length; i++) {
                assertThat(rows.isKnown(wanted[i])).isTrue();
                assertThat(encoder.load(windows.get(wanted[i]))).isTrue();
                encoder.write(expected, i);
                assertThat(rows.decode(wanted[i], 7, 1.5f)).isEqualTo(encoder.decode(7, 1.5f));
            }
            assertThat(Arrays.copyOf(numbers[0], expected[0].length)).isEqualTo(expected[0]);
        }
    }

    @Test
    void shouldTellThatAWindowKnowsTooLittle() {
        // given
        InputRows rows = new NetworkInputs(WindowShape.DEFAULT).of(FeatureSet.BLEND_HOURS, List.of());

        // when
        rows.encode(WindowFixture.window().errors(BaselineErrors.UNKNOWN).build(), 0);
        rows.encode(WindowFixture.window().build(), 1);

        // then
        assertThat(rows.isKnown(0)).isFalse();
        assertThat(rows.isKnown(1)).isTrue();
    }

    private static Window window(Random random) {
        Instant origin = Instant.parse("2021-05-05T00:00:00Z").plus(Duration.ofHours(random.nextInt(48)));
        return WindowFixture.window()
                .origin(origin.toString())
                .history(Values.generate(6, i -> 50 + 10 * random.nextGaussian()))
                .usual(Values.generate(24, i -> 50 + 10 * random.nextGaussian()))
                .build();
    }
}
