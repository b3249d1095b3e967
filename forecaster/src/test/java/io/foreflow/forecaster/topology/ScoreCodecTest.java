package io.foreflow.forecaster.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Drift;
import io.foreflow.models.score.PageHinkley;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.Rolling;
import io.foreflow.models.score.RollingMean;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.streams.StateFormatException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScoreCodecTest {
    private static final Instant ORIGIN = Instant.parse("2026-03-01T06:00:00Z");

    @Property(tries = 100, seed = "237")
    void shouldReadBackWhatWaits(@ForAll long seed, @ForAll @IntRange(min = 1, max = 48) int horizon) {
        // given
        Random random = new Random(seed);
        float[] numbers = new float[random.nextBoolean() ? horizon : 3 * horizon];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        PendingForecast waiting = PendingForecast.restored(
                ORIGIN.plus(Duration.ofHours(random.nextInt(100_000))),
                random.nextBoolean() ? Optional.of(new ModelRef("default", "v" + random.nextInt())) : Optional.empty(),
                random.nextGaussian(),
                random.nextFloat(),
                random.nextBoolean() ? Float.NaN : random.nextFloat(),
                horizon,
                numbers);

        // then
        assertThat(ScoreCodec.readWaiting(ScoreCodec.write(waiting))).isEqualTo(waiting);
    }

    @Property(tries = 100, seed = "237")
    void shouldReadBackATrackRecord(@ForAll long seed, @ForAll @IntRange(min = 1, max = 48) int horizon) {
        // given
        Random random = new Random(seed);
        TrackRecord record = new TrackRecord(
                IntervalTracker.start(horizon),
                Rolling.of(contender -> mean(random), contender -> mean(random), mean(random), RollingMean.NONE),
                new Drift(
                        Optional.of(new ModelRef("default", "v1")),
                        new PageHinkley(random.nextDouble(), random.nextInt(1000), random.nextDouble(), -1),
                        ORIGIN));

        // then
        assertThat(ScoreCodec.readTrackRecord(ScoreCodec.write(record))).isEqualTo(record);
        TrackRecord young = TrackRecord.start(IntervalTracker.start(horizon));
        assertThat(ScoreCodec.readTrackRecord(ScoreCodec.write(young))).isEqualTo(young);
        assertThat(ScoreCodec.readRolling(ScoreCodec.write(record))).isEqualTo(record.rolling());
    }

    @Test
    void shouldKeepTheSlotAndNoOtherSensorsKeysBehindASensorsPrefix() {
        // given
        byte[] prefix = ScoreCodec.prefix(SensorId.of("a"));
        byte[] key = ScoreCodec.key(SensorId.of("a"), 23);

        // then
        assertThat(ScoreCodec.slot(key)).isEqualTo(23);
        assertThat(Arrays.copyOf(key, prefix.length)).isEqualTo(prefix);
        assertThat(Arrays.copyOf(ScoreCodec.key(SensorId.of("ab"), 23), prefix.length))
                .isNotEqualTo(prefix);
    }

    @Test
    void shouldSayThatAnotherVersionWroteTheStore() {
        // given
        byte[] bytes = ScoreCodec.write(TrackRecord.start(IntervalTracker.start(1)));
        bytes[0] = 2;

        // then
        assertThatThrownBy(() -> ScoreCodec.readTrackRecord(bytes))
                .isInstanceOf(StateFormatException.class)
                .hasMessageContaining("residuals")
                .hasMessageContaining("another version of Foreflow");
    }

    @Property(tries = 100, seed = "237")
    void shouldSayWhichStoreHoldsBytesThatWereCutOff(@ForAll @IntRange(min = 0, max = 700) int length) {
        // given
        byte[] record = ScoreCodec.write(TrackRecord.start(IntervalTracker.start(24)));
        byte[] waiting = ScoreCodec.write(PendingForecast.restored(
                ORIGIN, Optional.of(new ModelRef("default", "v1")), 1, 1, 2, 200, new float[200]));

        // then
        assertThatThrownBy(() -> ScoreCodec.readTrackRecord(Arrays.copyOf(record, length)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store residuals holds bytes that Foreflow did not write");
        assertThatThrownBy(() -> ScoreCodec.readWaiting(Arrays.copyOf(waiting, Math.min(length, waiting.length - 1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store pending holds bytes that Foreflow did not write");
    }

    private static RollingMean mean(Random random) {
        return new RollingMean(random.nextGaussian(), 1 + random.nextInt(168));
    }
}
