package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.offline.CatchUp;
import java.time.Duration;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** Converts the text of {@code --wait} to a duration. Without one the wait has no limit. */
final class WaitConverter implements ITypeConverter<Duration> {
    static final String WITHOUT_LIMIT = "no limit";

    @Override
    public Duration convert(String value) {
        if (value.equals(WITHOUT_LIMIT)) {
            return CatchUp.WITHOUT_LIMIT;
        }
        try {
            Duration duration = Configuration.duration(value);
            return duration.compareTo(CatchUp.WITHOUT_LIMIT) < 0 ? duration : CatchUp.WITHOUT_LIMIT;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + value + "' " + e.getMessage());
        }
    }

    /** Keeps a {@code NAME@VERSION} that follows from being read as a duration. */
    static final class NextArgument implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's own type
        public boolean preprocess(
                Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (!arguments.isEmpty() && arguments.peek().contains("@")) {
                arguments.push(WITHOUT_LIMIT);
            }
            return false;
        }
    }
}
