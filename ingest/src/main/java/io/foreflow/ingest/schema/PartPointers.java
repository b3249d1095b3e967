package io.foreflow.ingest.schema;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of a reading's parts in a record.
 *
 * @param sensor place of the sensor's id; null = it is the record's key
 * @param covariates place of the covariates; null = covariates are not read. A schema may lack this place.
 */
public record PartPointers(
        @Nullable JsonPointer sensor,
        JsonPointer time,
        JsonPointer value,
        @Nullable JsonPointer covariates) {

    Map<Part, JsonPointer> byPart() {
        Map<Part, JsonPointer> pointers = new EnumMap<>(Part.class);
        if (sensor != null) {
            pointers.put(Part.SENSOR, sensor);
        }
        pointers.put(Part.TIME, time);
        pointers.put(Part.VALUE, value);
        if (covariates != null) {
            pointers.put(Part.COVARIATES, covariates);
        }
        return pointers;
    }
}
