package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A data type of the Open Inference Protocol. Its elements are JSON numbers, booleans or, for bytes, texts. */
enum TensorType {
    BOOL(null, null),
    UINT8(0, 8),
    UINT16(0, 16),
    UINT32(0, 32),
    UINT64(0, 64),
    INT8(1, 7),
    INT16(1, 15),
    INT32(1, 31),
    INT64(1, 63),
    FP16(null, null),
    FP32(null, null),
    FP64(null, null),
    BYTES(null, null);

    /** Least value and first value that is too large; null for types without them. */
    private final @Nullable BigInteger least;

    private final @Nullable BigInteger end;

    TensorType(@Nullable Integer signed, @Nullable Integer bits) {
        this.end = bits == null ? null : BigInteger.ONE.shiftLeft(bits);
        this.least = end == null || signed == null ? null : signed == 0 ? BigInteger.ZERO : end.negate();
    }

    static Optional<TensorType> of(String name) {
        for (TensorType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    boolean isText() {
        return this == BYTES;
    }

    /** Returns true if {@code element} is a value of this type. */
    boolean holds(JsonNode element) {
        if (this == BYTES) {
            return element.isTextual();
        }
        if (this == BOOL) {
            return element.isBoolean();
        }
        if (end == null || least == null) {
            return element.isNumber() && Double.isFinite(element.doubleValue());
        }
        return element.isIntegralNumber()
                && element.bigIntegerValue().compareTo(least) >= 0
                && element.bigIntegerValue().compareTo(end) < 0;
    }

    /** Describes a value of this type, for people. */
    String shown() {
        if (this == BYTES) {
            return "texts";
        }
        if (this == BOOL) {
            return "true or false";
        }
        return end == null || least == null
                ? "finite numbers"
                : "whole numbers from " + least + " to " + end.subtract(BigInteger.ONE);
    }
}
