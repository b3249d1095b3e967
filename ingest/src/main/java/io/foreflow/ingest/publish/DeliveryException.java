package io.foreflow.ingest.publish;

import java.io.Serial;

/** Reports that records could not be delivered to Kafka. The message gives their number, the reason, and what to do. */
public final class DeliveryException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long delivered;
    private final long failed;

    DeliveryException(String topic, long delivered, long failed, Throwable cause) {
        super(
                failed + " of " + (delivered + failed) + " records could not be delivered to " + topic + ": "
                        + cause.getMessage()
                        + "; check the broker and kafka.bootstrap.servers, then send the file again (readings that are sent"
                        + " twice count once)",
                cause);
        this.delivered = delivered;
        this.failed = failed;
    }

    /** Number of records that the broker has acknowledged. */
    public long delivered() {
        return delivered;
    }

    /** Number of records that the broker has not acknowledged. */
    public long failed() {
        return failed;
    }
}
