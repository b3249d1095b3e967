package io.foreflow.training.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build. */
public final class SoftwareVersion {
    private static final String RESOURCE = "/io/foreflow/training/job/build.properties";

    private SoftwareVersion() {}

    /** Returns the version, for instance {@code 0.1.0}. */
    public static String number() {
        Properties properties = new Properties();
        try (InputStream stream = SoftwareVersion.class.getResourceAsStream(RESOURCE)) {
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
