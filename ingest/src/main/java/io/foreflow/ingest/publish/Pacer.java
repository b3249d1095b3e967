package io.foreflow.ingest.publish;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Delays readings until their turn: the first goes at once, each further one as long after it as its time says. */
final class Pacer {
    private final Speed speed;
    private final Clock clock;
    private final PublishPause pause;
    private @Nullable Instant firstTime;
    private Instant started = Instant.EPOCH;

    Pacer(Speed speed, Clock clock, PublishPause pause) {
        this.speed = speed;
        this.clock = clock;
        this.pause = pause;
    }

    /** Waits until a reading of this event time is due; a late one is due at once. */
    void await(Instant time) throws InterruptedException {
        if (speed.isMax()) {
            return;
        }
        if (firstTime == null) {
            firstTime = time;
            started = clock.instant();
            return;
        }
        double millis = Duration.between(firstTime, time).toMillis() / speed.factor();
        Duration wait = Duration.between(clock.instant(), started.plusMillis(Math.round(millis)));
        if (wait.compareTo(Duration.ZERO) > 0) {
            pause.await(wait);
        }
    }
}
