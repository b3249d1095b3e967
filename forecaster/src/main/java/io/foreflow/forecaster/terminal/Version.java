package io.foreflow.forecaster.terminal;

import io.foreflow.training.job.SoftwareVersion;
import picocli.CommandLine.IVersionProvider;

/** Tells the version of this build on the command line. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"foreflow " + number() + " (Java " + Runtime.version() + ")"};
    }

    /** Returns the version, for instance {@code 0.1.0}. */
    public static String number() {
        return SoftwareVersion.number();
    }
}
