package io.foreflow.ingest.publish;

import java.time.Duration;

/** Waits; {@link #SLEEP} really does. */
@FunctionalInterface
public interface PublishPause {
    PublishPause SLEEP = duration -> Thread.sleep(duration.toMillis());

    void await(Duration duration) throws InterruptedException;
}
