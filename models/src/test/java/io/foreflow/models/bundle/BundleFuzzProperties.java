package io.foreflow.models.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.foreflow.models.model.TrainedModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever bytes arrive, reading them yields a bundle or a BundleException, never anything else. */
class BundleFuzzProperties {
    private static final TrainedModel BUNDLE = ExampleBundles.recurrent();
    private static final byte[] FILE = Bundles.write(BUNDLE);
    private static final Archive PARTS = Archive.read(FILE);
    private static final List<Archive> INFERENCE = Stream.of(
                    ExampleBundles.columns(), ExampleBundles.text(), ExampleBundles.picture())
            .map(bundle -> Archive.read(Bundles.write(bundle)))
            .toList();
    /** Numbers and words that parsers stumble over. */
    private static final List<String> NASTY = List.of(
            "null",
            "true",
            "\"\"",
            "[]",
            "{}",
            "-1",
            "0",
            "1e309",
            "-0.0",
            "2147483648",
            "9223372036854775808",
            "1e-999",
            "99999999999999999999999999",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"F64\"",
            "[[[[[[[[[[]]]]]]]]]]",
            "[0,4]",
            "[4,0]",
            "[-4,0]",
            "[2147483647,2147483647]",
            "\"PT0S\"",
            "\"P400000000D\"",
            "\"PT1H\"",
            "\"+1000000000-01-01T00:00:00Z\"");

    @Property(tries = 3_000, seed = "237")
    void shouldReadEqualOrRefuseAfterBitFlips(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int flips) {
        byte[] file = FILE.clone();
        Random random = new Random(seed);
        for (int i = 0; i < flips; i++) {
            file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        }
        readEqualOrRefuse(file);
    }

    @Property(tries = 1_000, seed = "237")
    void shouldReadEqualOrRefuseAfterTruncationAndSplicing(@ForAll long seed) {
        Random random = new Random(seed);
        int from = random.nextInt(FILE.length);
        int to = random.nextInt(FILE.length);
        byte[] file = Arrays.copyOf(FILE, from + FILE.length - to);
        System.arraycopy(FILE, to, file, from, FILE.length - to);
        readEqualOrRefuse(file);
    }

    /** With fresh checksums, so that what lies behind them is reached. */
    @Property(tries = 3_000, seed = "237")
    void shouldOnlyEverRefuseCraftedModelsWithABundleException(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] model = random.nextBoolean() ? flipped(PARTS.model(), random) : replaced(PARTS.model(), random);
        readOrRefuse(new Archive(model, PARTS.weights(), Optional.empty()).toBytes());
    }

    @Property(tries = 5_000, seed = "237")
    void shouldOnlyEverRefuseCraftedInferenceModelsWithABundleException(@ForAll long seed) {
        Random random = new Random(seed);
        Archive parts = INFERENCE.get(random.nextInt(INFERENCE.size()));
        byte[] model = random.nextBoolean() ? flipped(parts.model(), random) : replaced(parts.model(), random);
        readOrRefuse(new Archive(model, parts.weights(), Optional.empty()).toBytes());
    }

    @Property(tries = 3_000, seed = "237")
    void shouldOnlyEverRefuseCraftedWeightsWithABundleException(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] weights = random.nextBoolean() ? flipped(PARTS.weights(), random) : replacedHeader(random);
        readOrRefuse(new Archive(PARTS.model(), weights, Optional.empty()).toBytes());
    }

    @Property(tries = 500, seed = "237")
    void shouldRefuseNoise(@ForAll byte[] bytes) {
        readEqualOrRefuse(bytes);
    }

    private static void readEqualOrRefuse(byte[] file) {
        try {
            assertThat(Bundles.read(file)).isEqualTo(BUNDLE);
        } catch (BundleException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void readOrRefuse(byte[] file) {
        try {
            // What was read can be written: nothing half-checked came through.
            assertThat(Bundles.read(Bundles.write(Bundles.read(file)))).isNotNull();
        } catch (BundleException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException e) {
            fail("not a BundleException", e);
        }
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    /** One JSON value is replaced by a nasty one. */
    private static byte[] replaced(byte[] json, Random random) {
        return replaced(new String(json, UTF_8), random).getBytes(UTF_8);
    }

    private static String replaced(String text, Random random) {
        int colon = text.indexOf(':', random.nextInt(text.length()));
        if (colon < 0) {
            return text;
        }
        int end = colon + 1;
        while (end < text.length() && ",\n}]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(0, colon + 1) + NASTY.get(random.nextInt(NASTY.size())) + text.substring(end);
    }

    private static byte[] replacedHeader(Random random) {
        byte[] weights = PARTS.weights();
        int length = (weights[0] & 0xFF) | (weights[1] & 0xFF) << 8;
        byte[] header = replaced(new String(weights, 8, length, UTF_8), random).getBytes(UTF_8);
        byte[] changed = new byte[8 + header.length + weights.length - 8 - length];
        changed[0] = (byte) header.length;
        changed[1] = (byte) (header.length >> 8);
        System.arraycopy(header, 0, changed, 8, header.length);
        System.arraycopy(weights, 8 + length, changed, 8 + header.length, weights.length - 8 - length);
        return changed;
    }
}
