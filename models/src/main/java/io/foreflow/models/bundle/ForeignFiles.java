package io.foreflow.models.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import java.nio.ByteBuffer;
import java.util.List;

/** Names the likely kind of a file that is not a bundle, so that a mix-up of files is seen at once. */
final class ForeignFiles {
    private static final String ADVICE = "; give a file that foreflow train or foreflow recipes run wrote";
    private static final int SHOWN_NAMES = 5;

    private ForeignFiles() {}

    /** @param file the whole file, from position 0 */
    static BundleException notAZip(ByteBuffer file) {
        if (file.limit() == 0) {
            return new BundleException(BundleProblem.NOT_A_BUNDLE, "the bundle is empty (0 bytes)" + ADVICE);
        }
        return new BundleException(BundleProblem.NOT_A_BUNDLE, "this is not a Foreflow bundle" + kind(file) + ADVICE);
    }

    /** @param file at least one byte */
    private static String kind(ByteBuffer file) {
        byte[] first = new byte[Math.min(file.limit(), 16)];
        file.get(0, first);
        String start = new String(first, ISO_8859_1);
        if (start.startsWith("\u0089HDF")) {
            return " but HDF5, perhaps a Keras model";
        } else if (start.startsWith("\u001f\u008b")) {
            return " but compressed with gzip";
        } else if (start.startsWith("\u00ac\u00ed")) {
            return " but a serialised Java object, which Foreflow never reads";
        } else if (start.startsWith("PK\u0005\u0006")) {
            return " but a zip without entries";
        } else if (start.startsWith("{", 8)) {
            return " but looks like bare safetensors, a bundle's weights without its model.json";
        } else if (start.startsWith("{")) {
            return " but looks like JSON";
        } else if (start.charAt(0) == '\b' && start.length() > 2 && start.charAt(2) == '\u0012') {
            // A protobuf whose field 1 is a number, the IR version, and whose field 2 is a text, the producer.
            return " but looks like ONNX";
        }
        return "";
    }

    /** @param names names of the entries, sorted */
    static BundleException foreignZip(List<String> names) {
        String what;
        if (names.contains("configuration.json") && names.contains("coefficients.bin")) {
            what = " but a Deeplearning4j model, which Foreflow never reads because doing so can run code";
        } else if (names.contains("META-INF/MANIFEST.MF")) {
            what = " but a jar";
        } else {
            what = ": it holds " + listed(names) + " instead of exactly " + Archive.MODEL + " and " + Archive.WEIGHTS
                    + ", and perhaps " + Archive.INTERVALS;
        }
        return new BundleException(BundleProblem.NOT_A_BUNDLE, "this is not a Foreflow bundle" + what + ADVICE);
    }

    private static String listed(List<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), SHOWN_NAMES)));
        return names.size() > SHOWN_NAMES ? shown + " and more" : shown;
    }
}
