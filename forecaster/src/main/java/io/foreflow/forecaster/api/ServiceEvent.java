package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that happened, as streams of events tell it. Its JSON is made once, and only if somebody listens. */
final class ServiceEvent {
    private final Optional<String> id;
    private final String type;
    private final Optional<String> sensor;
    private final Supplier<byte[]> json;
    private byte @Nullable [] frame;

    /**
     * @param id place at which a client may resume; empty if it cannot
     * @param type {@code forecast}, {@code score}, {@code alert}, {@code model}, {@code status}, or a message of the stream itself
     * @param sensor sensor that it concerns; empty: all
     * @param json returns a JSON object without line breaks
     */
    ServiceEvent(Optional<String> id, String type, Optional<String> sensor, Supplier<byte[]> json) {
        this.id = id;
        this.type = type;
        this.sensor = sensor;
        this.json = json;
    }

    /** Creates a message without an id to everybody. */
    static ServiceEvent of(String type, byte[] json) {
        return new ServiceEvent(Optional.empty(), type, Optional.empty(), () -> json);
    }

    Optional<String> id() {
        return id;
    }

    String type() {
        return type;
    }

    Optional<String> sensor() {
        return sensor;
    }

    /** Returns the bytes on a stream: the fields of the event and an empty line. */
    synchronized byte[] frame() {
        byte[] known = frame;
        if (known == null) {
            known = (id.map(place -> "id: " + place + "\n").orElse("") + "event: " + type + "\ndata: "
                            + new String(json.get(), UTF_8) + "\n\n")
                    .getBytes(UTF_8);
            frame = known;
        }
        return known;
    }
}
