package io.foreflow.forecaster.endtoend;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends the next hours of each sensor of a {@link Series} again and again, from a thread of its own, until it is ended. */
final class SteadyReadings implements AutoCloseable {
    private static final int HOURS_AT_A_TIME = 10;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LAST_BLOCK = Duration.ofMinutes(2);

    private final Sender sender;
    private final List<SensorId> sensors;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<Integer> sending;
    private volatile int hours;

    SteadyReadings(Sender sender, List<SensorId> sensors) {
        this.sender = sender;
        this.sensors = sensors;
        this.sending = thread.submit(this::send);
    }

    private int send() throws InterruptedException {
        int sent = 0;
        do {
            List<Reading> block = new ArrayList<>();
            for (SensorId sensor : sensors) {
                block.addAll(Series.hours(sensor, sent, sent + HOURS_AT_A_TIME));
            }
            sender.send(block);
            sent += HOURS_AT_A_TIME;
            hours = sent;
        } while (!ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        return sent;
    }

    /** Returns how many hours of each sensor the brokers have acknowledged. */
    int hours() {
        return hours;
    }

    /**
     * Ends the sending after the present block and returns {@link #hours}.
     *
     * @throws ExecutionException if a send has failed
     */
    int end() throws InterruptedException, ExecutionException, TimeoutException {
        ended.countDown();
        return sending.get(LAST_BLOCK.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
