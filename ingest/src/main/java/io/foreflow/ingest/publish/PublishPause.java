package io.foreflow.ingest.publish;

import java.time.Duration;

/** Waits for a duration; {@link #SLEEP} uses real time. */
@FunctionalInterface
public interface PublishPause {
    PublishPause SLEEP = duration -> Thread.sleep(duration.toMillis());

    void await(Duration duration) throws InterruptedException;
}
