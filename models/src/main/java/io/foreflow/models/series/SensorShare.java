package io.foreflow.models.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The sensors whose SHA-256 (of the id's UTF-8 bytes) begins with these bits: an even share of all sensors.
 *
 * @param bits text of 0 and 1, at most {@value #MAX_BITS}; empty: every sensor
 */
public record SensorShare(String bits) {
    public static final int MAX_BITS = 24;

    private static final Pattern BITS = Pattern.compile("[01]{0," + MAX_BITS + "}");

    /** Every sensor. */
    public static final SensorShare ALL = new SensorShare("");

    /** @throws IllegalArgumentException if the text is none of bits, or too long */
    public SensorShare {
        if (!BITS.matcher(bits).matches()) {
            throw new IllegalArgumentException(
                    "share (" + bits + ") must be a text of at most " + MAX_BITS + " times 0 or 1");
        }
    }

    /** Returns true if the sensor belongs to this share. */
    public boolean contains(SensorId sensor) {
        if (bits.isEmpty()) {
            return true;
        }
        byte[] digest = sha256(sensor);
        for (int i = 0; i < bits.length(); i++) {
            int bit = (digest[i / Byte.SIZE] >> (Byte.SIZE - 1 - i % Byte.SIZE)) & 1;
            if (bit != bits.charAt(i) - '0') {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the two halves of this share: one more bit, 0 then 1.
     *
     * @throws IllegalArgumentException if this share has {@value #MAX_BITS} bits
     */
    public List<SensorShare> halves() {
        return List.of(new SensorShare(bits + "0"), new SensorShare(bits + "1"));
    }

    /** Returns true if each sensor of the other share belongs to this one. */
    public boolean covers(SensorShare other) {
        return other.bits.startsWith(bits);
    }

    @Override
    public String toString() {
        return bits;
    }

    private static byte[] sha256(SensorId sensor) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(sensor.value().getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
