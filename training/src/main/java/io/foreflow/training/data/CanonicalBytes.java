package io.foreflow.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Writes the bytes that identify training windows: the contents of a window as big-endian numbers, so that they do not
 * depend on the format of a topic or a file. The revision is left out, because it only tells how often a window was
 * changed.
 */
final class CanonicalBytes {
    private static final int VERSION = 2;

    private CanonicalBytes() {}

    static String sha256(List<TrainingWindow> windows) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
        windows.forEach(window -> digest.update(of(window)));
        return HexFormat.of().formatHex(digest.digest());
    }

    static byte[] of(TrainingWindow trainingWindow) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(trainingWindow.window(), out);
            write(trainingWindow.target(), out);
            write(trainingWindow.targetImputed(), out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Window window, DataOutputStream out) throws IOException {
        write(window.sensor().value(), out);
        out.writeLong(window.origin().getEpochSecond());
        out.writeLong(window.shape().step().seconds());
        write(window.zone().getId(), out);
        write(window.history(), out);
        write(window.usualPast(), out);
        write(window.yesterday(), out);
        write(window.lastWeek(), out);
        write(window.usual(), out);
        write(window.usualCounts(), out);
        write(window.alike(), out);
        write(window.alikePast(), out);
        write(window.holidays(), out);
        out.writeInt(window.covariates().size());
        for (Map.Entry<String, Covariate> covariate : window.covariates().entrySet()) {
            write(covariate.getKey(), out);
            write(covariate.getValue().past(), out);
            write(covariate.getValue().future(), out);
        }
        write(window.level(), out);
        write(window.scale(), out);
        write(window.baselines().yesterday(), out);
        write(window.baselines().lastWeek(), out);
        write(window.baselines().usual(), out);
        write(window.imputed(), out);
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void write(Values values, DataOutputStream out) throws IOException {
        out.writeInt(values.length());
        for (int i = 0; i < values.length(); i++) {
            write(values.at(i), out);
        }
    }

    private static void write(List<Integer> numbers, DataOutputStream out) throws IOException {
        out.writeInt(numbers.size());
        for (int number : numbers) {
            out.writeInt(number);
        }
    }

    /** Writes a number. Adding 0 turns −0 into 0; every NaN has the same bits. */
    private static void write(double number, DataOutputStream out) throws IOException {
        out.writeLong(Double.doubleToLongBits(number + 0.0));
    }
}
