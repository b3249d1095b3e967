package io.foreflow.training.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.ingest.source.DataFolder;
import io.foreflow.models.series.Values;
import io.foreflow.training.backtest.M4Scores.Accuracy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class M4ScoresTest {

    @Property(tries = 200, seed = "237")
    void shouldMeasureWithoutAUnitAndWithoutASide(
            @ForAll @DoubleRange(min = 0, max = 1e6) double forecast,
            @ForAll @DoubleRange(min = 0, max = 1e6) double actual,
            @ForAll @DoubleRange(min = 0.01, max = 1e3) double unit) {
        // when
        double smape = M4Scores.smape(Values.of(forecast), Values.of(actual));

        // then
        assertThat(smape).isBetween(0.0, 200.0);
        assertThat(M4Scores.smape(Values.of(actual), Values.of(forecast))).isEqualTo(smape);
        assertThat(M4Scores.smape(Values.of(unit * forecast), Values.of(unit * actual)))
                .isCloseTo(smape, within(1e-6));
        assertThat(smape == 0).isEqualTo(forecast == actual);
    }

    @Test
    void shouldWeighBothScoresAlike() {
        // given
        Accuracy naive2 = new Accuracy(20, 2);

        // when, then
        assertThat(M4Scores.owa(naive2, naive2)).isEqualTo(1);
        assertThat(M4Scores.owa(new Accuracy(10, 3), naive2)).isEqualTo(1);
        assertThat(M4Scores.smape(Values.of(110, 0), Values.of(90, 0))).isCloseTo(10, within(1e-12));
        assertThat(M4Scores.mase(Values.of(3, 5), Values.of(1, 1), 2)).isEqualTo(1.5);
    }

    @Test
    void shouldFindTheDaysShapeWhereThereIsOne() {
        // given: a shape of mean 1 on a rising line, and noise
        double[] shaped = new double[24 * 10];
        double[] noise = new double[24 * 10];
        Random random = new Random(237);
        for (int i = 0; i < shaped.length; i++) {
            shaped[i] = (100 + i) * (1 + (i % 24 - 11.5) / 23);
            noise[i] = 100 + random.nextGaussian();
        }

        // when
        double[] shape = Naive2.shape(shaped, 24);

        // then
        assertThat(Naive2.isSeasonal(shaped, 24)).isTrue();
        assertThat(Naive2.isSeasonal(noise, 24)).isFalse();
        assertThat(Naive2.isSeasonal(shaped, 200)).isFalse();
        for (int i = 0; i < 24; i++) {
            assertThat(shape[i]).isCloseTo(1 + (i - 11.5) / 23, within(0.02));
        }
    }

    @Test
    void shouldReachWhatTheOrganisersPublishOfNaive2() throws IOException {
        // given
        Path folder = DataFolder.find().map(data -> data.resolve("m4_hourly")).orElse(Path.of("nowhere"));
        Assumptions.assumeTrue(Files.isDirectory(folder), "no data folder with m4_hourly");

        // when
        BacktestData data = M4Data.of(M4Files.read(folder));
        M4Scores scores =
                M4Scores.of(Backtest.run(data, M4Scores.candidates(List.of()), Backtest.BacktestListener.SILENT));

        // then
        assertThat(scores.models().get(Naive2.NAME)).satisfies(naive2 -> {
            assertThat(naive2.accuracy().smape()).isCloseTo(M4Scores.PUBLISHED_NAIVE2.smape(), within(5e-4));
            assertThat(naive2.accuracy().mase()).isCloseTo(M4Scores.PUBLISHED_NAIVE2.mase(), within(5e-4));
        });
    }
}
