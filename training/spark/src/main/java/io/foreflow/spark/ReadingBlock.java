package io.foreflow.spark;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Readings of one sensor as bytes, on their way to the task of a group: 20 bytes a reading, 8 more a covariate. */
final class ReadingBlock implements Serializable {
    private static final long serialVersionUID = 1;

    private final String sensor;
    private final List<String> covariates;
    private final byte[] bytes;

    private ReadingBlock(String sensor, List<String> covariates, byte[] bytes) {
        this.sensor = sensor;
        this.covariates = new ArrayList<>(covariates);
        this.bytes = bytes;
    }

    /** Packs readings of one sensor. */
    static final class Packer {
        private final List<String> covariates;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream data = new DataOutputStream(bytes);

        /** @param covariates the covariates that are kept */
        Packer(List<String> covariates) {
            this.covariates = covariates;
        }

        void add(Reading reading) {
            try {
                Instant time = reading.time();
                data.writeLong(time.getEpochSecond());
                data.writeInt(time.getNano());
                data.writeDouble(orNan(reading.value()));
                for (String covariate : covariates) {
                    data.writeDouble(orNan(reading.covariates().get(covariate)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static double orNan(@Nullable Double number) {
            return number == null ? Double.NaN : number;
        }

        ReadingBlock packed(String sensor) {
            return new ReadingBlock(sensor, covariates, bytes.toByteArray());
        }
    }

    String sensor() {
        return sensor;
    }

    /** Adds the readings to a list. */
    void unpack(List<Reading> readings) {
        SensorId id = SensorId.of(sensor);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            Instant time = Instant.ofEpochSecond(buffer.getLong(), buffer.getInt());
            double value = buffer.getDouble();
            Map<String, Double> known = new HashMap<>();
            for (String covariate : covariates) {
                double number = buffer.getDouble();
                if (!Double.isNaN(number)) {
                    known.put(covariate, number);
                }
            }
            readings.add(new Reading(id, time, Double.isNaN(value) ? null : value, known));
        }
    }
}
