package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.registry.Retention;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option for the number of versions that stay on the models topic, for commands that publish. */
final class KeepOption {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "Maximum number of versions of the model on the models topic; 0 keeps all. Champion, challenger "
                            + "and the ten versions before each always stay. Default: ${DEFAULT-VALUE}.")
    private int versions = Retention.DEFAULT.versions();

    /** @throws ParameterException if it is negative */
    Retention retention() {
        if (versions < 0) {
            throw new ParameterException(spec.commandLine(), "--keep (" + versions + ") must be at least 0");
        }
        return new Retention(versions);
    }
}
