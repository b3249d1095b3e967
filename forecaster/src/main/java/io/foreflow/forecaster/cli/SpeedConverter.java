package io.foreflow.forecaster.cli;

import io.foreflow.ingest.publish.Speed;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

final class SpeedConverter implements ITypeConverter<Speed> {
    @Override
    public Speed convert(String value) {
        try {
            return Speed.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "'" + value + "' must be max or a factor of real time above 0, such as 3600 for an hour a second");
        }
    }
}
