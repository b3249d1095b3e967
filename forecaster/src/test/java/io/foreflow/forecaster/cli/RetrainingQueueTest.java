package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.cli.RetrainingQueue.WaitingRun;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.RetrainingRequest;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetrainingQueueTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final RetrainingQueue queue = new RetrainingQueue();

    @Test
    void shouldCountSeveralRequestsForOneModelOnce() {
        // given
        queue.add(request("traffic", "a"), NOON);
        queue.add(request("pumps", "b"), NOON);
        queue.add(request("traffic", "c"), NOON.plusSeconds(1));

        // when
        WaitingRun first = queue.next(NOON).orElseThrow();
        queue.answered(first.model(), NOON.plusSeconds(60));
        WaitingRun second = queue.next(NOON).orElseThrow();
        queue.answered(second.model(), NOON.plusSeconds(60));

        // then
        assertThat(first.model()).isEqualTo("traffic");
        assertThat(first.request().sensor()).isEqualTo(SensorId.of("c"));
        assertThat(second.model()).isEqualTo("pumps");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void shouldTakeRequestsThatArriveDuringARunAsAnsweredByIt() {
        // given
        queue.add(request("traffic", "a"), NOON);
        queue.answered("traffic", NOON.plusSeconds(60));

        // when
        queue.add(request("traffic", "b"), NOON.plusSeconds(59));
        boolean duringTheRun = queue.isEmpty();
        queue.add(request("traffic", "b"), NOON.plusSeconds(61));

        // then
        assertThat(duringTheRun).isTrue();
        assertThat(queue.isEmpty()).isFalse();
    }

    @Test
    void shouldWaitLongerAfterEachFailure() {
        // given
        queue.add(request("traffic", "a"), NOON);

        // when
        List<Duration> pauses =
                Stream.generate(() -> queue.failed("traffic", NOON)).limit(9).toList();

        // then
        assertThat(pauses.stream().map(Duration::toSeconds))
                .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L, 600L);
        assertThat(queue.next(NOON.plusSeconds(599))).isEmpty();
        assertThat(queue.next(NOON.plusSeconds(600))).isPresent();
    }

    @Test
    void shouldKeepTheFailuresWhenAnotherRequestComes() {
        // given
        queue.add(request("traffic", "a"), NOON);
        queue.failed("traffic", NOON);

        // when
        queue.add(request("traffic", "b"), NOON.plusSeconds(1));
        queue.add(request("pumps", "c"), NOON.plusSeconds(1));

        // then: the failed one does not hold up the other
        assertThat(queue.next(NOON.plusSeconds(2)).map(WaitingRun::model)).contains("pumps");
        assertThat(queue.failed("traffic", NOON)).isEqualTo(Duration.ofSeconds(20));
    }

    private static RetrainingRequest request(String model, String sensor) {
        return new RetrainingRequest(
                SensorId.of(sensor), NOON, new ModelRef(model, "1"), "page-hinkley", 97, 96, 0.5, 1.5);
    }
}
