package io.foreflow.forecaster.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build. */
public final class Version implements IVersionProvider {
    private static final String RESOURCE = "/io/foreflow/forecaster/terminal/build.properties";

    @Override
    public String[] getVersion() {
        return new String[] {"foreflow " + number() + " (Java " + Runtime.version() + ")"};
    }

    /** Returns the version, for instance {@code 0.1.0}. */
    public static String number() {
        Properties properties = new Properties();
        try (InputStream stream = Version.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the distribution");
            }
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
