package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.registry.Alias;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the text of an option to an alias. */
final class AliasConverter implements ITypeConverter<Alias> {
    @Override
    public Alias convert(String value) {
        return Alias.find(value)
                .orElseThrow(() -> new TypeConversionException("'" + value + "' must be champion or challenger"));
    }
}
