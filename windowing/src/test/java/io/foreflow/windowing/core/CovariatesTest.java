package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CovariatesTest {
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final WindowerConfig CONFIG = SensorRun.ONE_A_BUCKET.withCovariates(List.of("temp"));

    @Test
    void shouldTellWhatWasMeasuredAndWhatWasAnnounced() {
        // given
        SensorRun run = new SensorRun(CONFIG);
        run.apply(reading(0, 7, Map.of("temp", 10.0, "unasked", 1.0)));
        run.apply(reading(1, 7, Map.of("temp", 11.0)));

        // when
        run.announce("2021-03-01T03:00:00Z", Map.of("temp", 13.0));
        run.apply(reading(2, 7, Map.of()));

        // then
        Window window = run.lastWindow();
        assertThat(window.covariates()).containsOnlyKeys("temp");
        Covariate temperature = window.covariate("temp");
        assertThat(temperature.past()).isEqualTo(sparse(24, Map.of(21, 10.0, 22, 11.0)));
        assertThat(temperature.future()).isEqualTo(sparse(24, Map.of(0, 13.0)));
    }

    @Test
    void shouldMoveNothingWithAnAnnouncement() {
        // given
        SensorRun run = new SensorRun(CONFIG).read("2021-03-01T00:00:00Z", 7);
        SensorProgress head = run.state().head();

        // when
        run.announce("2021-03-05T00:00:00Z", Map.of("temp", 13.0));

        // then
        assertThat(run.latest()).isEmpty();
        assertThat(run.state().head()).isEqualTo(head);
        assertThat(run.state().covariates()).hasSize(1);
    }

    @Test
    void shouldLetTheLatestAnnouncementCountFromTheNextWindowOn() {
        // given: at 0 and again at 1 the temperature of 5 is announced
        SensorRun run = new SensorRun(CONFIG).read("2021-03-01T00:00:00Z", 7);
        run.announce("2021-03-01T05:00:00Z", Map.of("temp", 1.0));
        run.read("2021-03-01T01:00:00Z", 7);
        run.announce("2021-03-01T05:00:00Z", Map.of("temp", 2.0));

        // when
        for (int hour = 2; hour < 60; hour++) {
            run.read(START.plus(HOUR.multipliedBy(hour)), 7);
        }

        // then: each window as it was live, also for training
        List<Values> futures = run.windows().stream()
                .limit(3)
                .map(window -> futureOf(window, "temp"))
                .toList();
        assertThat(futures).containsExactly(Values.missing(24), sparse(24, Map.of(3, 1.0)), sparse(24, Map.of(2, 2.0)));
        assertThat(run.trainingWindows()).isNotEmpty().allSatisfy(training -> assertThat(run.windows())
                .contains(training.window()));
    }

    @Test
    void shouldTakeTheMeasuredValueForWhatWasAnnounced() {
        // given
        SensorRun run = new SensorRun(CONFIG).read("2021-03-01T00:00:00Z", 7);
        run.announce("2021-03-01T01:00:00Z", Map.of("temp", 1.0));

        // when
        run.apply(reading(1, 7, Map.of("temp", 1.5)));

        // then
        assertThat(run.lastWindow().covariate("temp").past()).isEqualTo(sparse(24, Map.of(23, 1.5)));
    }

    @Test
    void shouldNoteCovariatesThatComeWithAKnownValue() {
        // given
        SensorRun run = new SensorRun(CONFIG).read("2021-03-01T00:00:00Z", 7);

        // when
        Transition transition = run.windower().apply(run.state(), reading(0, 7, Map.of("temp", 3.0)));

        // then
        assertThat(transition.effect()).isEqualTo(Transition.Effect.ANNOUNCED);
        assertThat(transition.state().covariates()).hasSize(1);
        assertThat(run.windower()
                        .apply(transition.state(), reading(0, 7, Map.of("temp", 3.0)))
                        .effect())
                .isEqualTo(Transition.Effect.DUPLICATE);
    }

    @Test
    void shouldRejectAnnouncementsThatReachNoWindow() {
        // given
        SensorRun run = new SensorRun(CONFIG);

        // then
        assertThat(run.announce("2021-03-01T05:00:00Z", Map.of("temp", 1.0)).latest())
                .extracting(emission -> ((Emission.Rejected) emission).reason())
                .containsExactly(RejectReason.TOO_EARLY);
        run.read("2021-03-01T00:00:00Z", 7);
        assertThat(run.announce("2021-03-16T00:00:01Z", Map.of("temp", 1.0)).latest())
                .extracting(emission -> ((Emission.Rejected) emission).reason())
                .containsExactly(RejectReason.FUTURE);
        assertThat(run.announce("2021-03-16T00:00:00Z", Map.of("temp", 1.0)).latest())
                .isEmpty();
        run.read("2021-03-20T00:00:00Z", 7);
        assertThat(run.announce("2021-03-01T05:00:00Z", Map.of("temp", 1.0)).latest())
                .extracting(emission -> ((Emission.Rejected) emission).reason())
                .containsExactly(RejectReason.TOO_LATE);
    }

    @Test
    void shouldPassOverWhatIsNotAskedFor() {
        // given
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET).read("2021-03-01T00:00:00Z", 7);
        SensorState before = run.state();

        // when
        run.announce("2021-03-01T05:00:00Z", Map.of("temp", 1.0));

        // then
        assertThat(run.latest()).isEmpty();
        assertThat(run.state()).isSameAs(before);
        assertThat(run.lastWindow().covariates()).isEmpty();
    }

    @Test
    void shouldKeepNoMoreThanWindowsMayAskFor() {
        // given: each hour the next two days are announced anew
        SensorRun run = new SensorRun(CONFIG);
        for (int hour = 0; hour < 24 * 14; hour++) {
            run.read(START.plus(HOUR.multipliedBy(hour)), hour);
            for (int ahead = 1; ahead <= 48; ahead++) {
                Instant time = START.plus(HOUR.multipliedBy(hour + ahead));
                run.announce(time.toString(), Map.of("temp", hour + ahead / 100.0));
            }
        }

        // then: two days of training that waits, one before them and two to come
        assertThat(run.state().covariates()).hasSizeLessThanOrEqualTo(24 * 5 + 3);
        assertThat(run.state().covariates())
                .allSatisfy(bucket -> assertThat(bucket.reports()).hasSizeLessThanOrEqualTo(50));
    }

    @Test
    void shouldRefuseCovariatesThatCannotBeNamed() {
        assertThatThrownBy(() -> CONFIG.withCovariates(List.of("a b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window.covariates (a b) must be names of letters");
        assertThatThrownBy(() -> CONFIG.withCovariatesAhead(Duration.ofDays(91)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window.covariatesAhead (PT2184H) must be from 0 to 90 days");
    }

    /** What a window was told of one bucket: by which covariate, and whether it was measured. */
    private record Told(String name, int hour, double value, boolean measured) {}

    @Property(tries = 40)
    void anOriginKnowsWhatCameBeforeItsWindowAndNothingLater(@ForAll long seed) {
        // given
        Random random = new Random(seed);
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET.withCovariates(List.of("b", "a")));
        List<Told> log = new ArrayList<>();
        int hour = 0;

        // when
        for (int event = 0; event < 300; event++) {
            if (event > 0 && random.nextBoolean()) {
                Told told = new Told(
                        random.nextBoolean() ? "a" : "b", hour + random.nextInt(40) - 8, random.nextInt(100), false);
                run.announce(START.plus(HOUR.multipliedBy(told.hour())).toString(), Map.of(told.name(), told.value()));
                if (run.latest().isEmpty()) {
                    log.add(told);
                }
                continue;
            }
            hour += event == 0 ? 0 : 1 + (random.nextInt(10) == 0 ? random.nextInt(6) : 0);
            Map<String, Double> measured = new HashMap<>();
            if (random.nextBoolean()) {
                measured.put("a", (double) random.nextInt(100));
                log.add(new Told("a", hour, measured.get("a"), true));
            }
            run.apply(reading(hour, random.nextInt(100), measured));
            if (random.nextInt(20) == 0) {
                run.restore();
            }

            // then
            run.latest().stream()
                    .filter(Emission.BucketClosed.class::isInstance)
                    .map(emission -> ((Emission.BucketClosed) emission).window())
                    .forEach(window -> assertKnows(window, log));
        }
        assertThat(run.trainingWindows())
                .allSatisfy(training -> assertThat(run.windows()).contains(training.window()));
    }

    private static void assertKnows(Window window, List<Told> log) {
        int origin = (int) Duration.between(START, window.origin()).toHours();
        for (String name : List.of("a", "b")) {
            Covariate covariate = window.covariate(name);
            assertThat(covariate.past())
                    .isEqualTo(Values.generate(24, i -> latest(log, name, origin - 24 + i, origin)));
            assertThat(covariate.future()).isEqualTo(Values.generate(24, i -> latest(log, name, origin + i, origin)));
        }
    }

    private static double latest(List<Told> log, String name, int hour, int origin) {
        return log.stream()
                .filter(told -> told.name().equals(name) && told.hour() == hour && (!told.measured() || hour < origin))
                .reduce((earlier, later) -> later)
                .map(Told::value)
                .orElse(Double.NaN);
    }

    private static Event reading(int hour, double value, Map<String, Double> covariates) {
        return new Event.Arrival(
                new Reading(SensorRun.SENSOR, START.plus(HOUR.multipliedBy(hour)), value, covariates),
                START.plus(Duration.ofDays(1000)));
    }

    private static Values futureOf(Window window, String name) {
        return window.covariate(name).future();
    }

    private static Values sparse(int length, Map<Integer, Double> values) {
        return Values.generate(length, i -> values.getOrDefault(i, Double.NaN));
    }
}
