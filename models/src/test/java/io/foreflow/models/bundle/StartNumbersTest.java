package io.foreflow.models.bundle;

import static io.foreflow.models.bundle.CraftedBundles.assertRefused;
import static io.foreflow.models.bundle.CraftedBundles.replaced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalStarts.SeenSensor;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Bundles that say where intervals start. */
class StartNumbersTest {
    private static final TrainedModel BUNDLE = withIntervals();
    private static final Archive PARTS = Archive.read(Bundles.write(BUNDLE));
    private static final int NUMBERS = IntervalTracker.numbers(2);

    @Test
    void shouldReadWhatItWrote() {
        // when
        TrainedModel read = Bundles.read(Bundles.write(BUNDLE));

        // then
        assertThat(read).isEqualTo(BUNDLE);
        assertThat(read.forecastTask().intervals().sensors())
                .containsOnlyKeys(SensorId.of("a"), SensorId.of("naïve b"));
        assertThat(read.forecastTask().intervals().others()).isPresent();
        assertThat(Bundles.write(read)).isEqualTo(Bundles.write(BUNDLE));
    }

    @Test
    void shouldReadBundlesThatKnowNothingOfIntervals() {
        // given
        byte[] file = Bundles.write(ExampleBundles.recurrent());

        // then
        assertThat(Archive.read(file).intervals()).isEmpty();
        assertThat(Bundles.read(file).forecastTask().intervals()).isEqualTo(IntervalStarts.NONE);
    }

    @Test
    void shouldReadStartsOfOthersAloneAndOfSensorsAlone() {
        IntervalStarts both = BUNDLE.forecastTask().intervals();
        for (IntervalStarts starts : new IntervalStarts[] {
            new IntervalStarts(new TreeMap<>(), both.others()), new IntervalStarts(both.sensors(), Optional.empty())
        }) {
            TrainedModel bundle = BUNDLE.with(BUNDLE.forecastTask().with(starts));
            assertThat(Bundles.read(Bundles.write(bundle))).isEqualTo(bundle);
        }
    }

    @Test
    void shouldRefuseAnEntryThatTheModelDoesNotSpeakOfAndAModelThatSpeaksOfNone() {
        assertRefused(
                new Archive(PARTS.model(), PARTS.weights(), Optional.empty()).toBytes(),
                BundleProblem.INVALID,
                "intervals.safetensors is missing");
        Archive plain = Archive.read(Bundles.write(ExampleBundles.recurrent()));
        assertRefused(
                new Archive(plain.model(), plain.weights(), PARTS.intervals()).toBytes(),
                BundleProblem.INVALID,
                "task.intervals of model.json is missing");
        Archive answers = Archive.read(Bundles.write(ExampleBundles.columns()));
        assertRefused(
                new Archive(answers.model(), answers.weights(), PARTS.intervals()).toBytes(),
                BundleProblem.INVALID,
                "is for forecasters");
    }

    @Test
    void shouldRefuseTensorsThatAreNotWhatTheModelLists() {
        assertRefused(with(tensors -> tensors.remove("sensors")), BundleProblem.INVALID, "lacks tensor sensors");
        assertRefused(
                with(tensors -> tensors.put("spies", Tensor.of(Shape.of(1), 1f))),
                BundleProblem.INVALID,
                "has tensors [spies]");
        assertRefused(
                with(tensors -> tensors.put("sensors", zeros(3, NUMBERS))),
                BundleProblem.INVALID,
                "has tensor sensors of shape (3, " + NUMBERS + ") where 2 trackers of " + NUMBERS);
        assertRefused(
                with(tensors -> tensors.put("others", zeros(1, NUMBERS + 2))),
                BundleProblem.INVALID,
                "has tensor others of shape (1, " + (NUMBERS + 2) + ")");
        assertRefused(replaced(BUNDLE, "\"naïve b\"", "\"a\""), BundleProblem.INVALID, "two rows for sensor a");
        assertRefused(replaced(BUNDLE, "\"naïve b\"", "\" \""), BundleProblem.INVALID, "must not be blank");
        assertRefused(replaced(BUNDLE, "\"naïve b\"", "7"), BundleProblem.INVALID, "task.intervals");
        assertRefused(
                new Archive(PARTS.model(), PARTS.weights(), Optional.of(new byte[] {1, 2, 3})).toBytes(),
                BundleProblem.INVALID,
                "intervals.safetensors is cut off");
    }

    @Test
    void shouldRefuseNumbersThatAreNoTrackers() {
        assertRefused(
                changed("sensors", 0, Float.NaN),
                BundleProblem.INVALID,
                "sensors whose row 0 is not an interval tracker");
        assertRefused(changed("sensors", NUMBERS + 2, -1), BundleProblem.INVALID, "row 1", "mean errors");
        assertRefused(
                changed("others", NUMBERS - 1, Float.POSITIVE_INFINITY),
                BundleProblem.INVALID,
                "others",
                "quantiles must be finite");
        // Trackers, but not of sensors that were seen, and of ones that were.
        assertRefused(with(tensors -> tensors.put("sensors", zeros(2, NUMBERS))), BundleProblem.INVALID, "observed");
        assertRefused(changed("others", 3, 5), BundleProblem.INVALID, "observed");
    }

    @Test
    void shouldRefuseAnEntryThatIsTooLarge() {
        assertRefused(
                new Archive(PARTS.model(), PARTS.weights(), Optional.of(new byte[StartNumbers.MAX_LENGTH + 1]))
                        .toBytes(),
                BundleProblem.TOO_LARGE,
                "at most " + StartNumbers.MAX_LENGTH);
    }

    @Test
    void shouldRefuseATaskOfAnotherHorizon() {
        ForecastTask longer =
                new ForecastTask(new WindowShape(Step.HOUR, 3, 3), Set.of(ZoneOffset.UTC), "tutorial-steps");
        IntervalStarts starts = BUNDLE.forecastTask().intervals();
        assertThatThrownBy(() -> longer.with(starts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("intervals of 2 steps cannot start forecasts of 3 steps");
    }

    @Property(tries = 2_000, seed = "237")
    void shouldOnlyEverRefuseCraftedNumbersWithABundleException(@ForAll long seed) {
        // given
        Random random = new Random(seed);
        byte[] numbers = PARTS.intervals().orElseThrow().clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            numbers[random.nextInt(numbers.length)] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] file = new Archive(PARTS.model(), PARTS.weights(), Optional.of(numbers)).toBytes();

        // then
        try {
            // What was read can be written: nothing half-checked came through.
            TrainedModel read = Bundles.read(file);
            assertThat(Bundles.read(Bundles.write(read))).isEqualTo(read);
        } catch (BundleException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException e) {
            fail("not a BundleException", e);
        }
    }

    /** The recurrent network with intervals to start from, of two sensors and of others. */
    private static TrainedModel withIntervals() {
        TrainedModel bundle = ExampleBundles.recurrent();
        return bundle.with(bundle.forecastTask()
                .with(IntervalStarts.of(Map.of(
                        SensorId.of("a"), new SeenSensor(tracker(3), 2),
                        SensorId.of("naïve b"), new SeenSensor(tracker(500), 1_000)))));
    }

    /** After ten hours of errors of this size. */
    private static IntervalTracker tracker(double error) {
        IntervalTracker tracker = IntervalTracker.start(2);
        for (int hour = 0; hour < 10; hour++) {
            double signed = hour % 3 == 0 ? -error : error;
            Window window = Window.builder(
                            SensorId.of("a"),
                            Instant.parse("2026-01-05T00:00:00Z").plusSeconds(3_600L * hour),
                            new WindowShape(Step.HOUR, 3, 2),
                            ZoneOffset.UTC)
                    .history(Values.of(1, 2, 3))
                    .level(2)
                    .scale(error)
                    .build();
            tracker = tracker.observe(window, Values.of(signed, 2 * signed), Values.of(1, 1), Values.missing(2));
        }
        return tracker;
    }

    private static Tensor zeros(int rows, int columns) {
        return Tensor.owning(Shape.of(rows, columns), new float[rows * columns]);
    }

    private static byte[] changed(String tensor, int place, float number) {
        return with(tensors -> tensors.computeIfPresent(tensor, (name, old) -> {
            float[] numbers = old.toArray();
            numbers[place] = number;
            return Tensor.owning(old.shape(), numbers);
        }));
    }

    private static byte[] with(Consumer<Map<String, Tensor>> change) {
        byte[] numbers = PARTS.intervals().orElseThrow();
        return new Archive(PARTS.model(), PARTS.weights(), Optional.of(CraftedBundles.withTensors(numbers, change)))
                .toBytes();
    }
}
