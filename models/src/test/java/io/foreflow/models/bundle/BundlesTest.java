package io.foreflow.models.bundle;

import static io.foreflow.models.bundle.CraftedBundles.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.model.ValidationBlock;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundlesTest {
    private static final TrainedModel BUNDLE = ExampleBundles.recurrent();

    @Test
    void shouldReadWhatItWrote() {
        // given
        byte[] file = Bundles.write(BUNDLE);

        // when
        TrainedModel read = Bundles.read(file);

        // then
        assertThat(read).isEqualTo(BUNDLE);
        assertThat(read.weights().tensors().keySet())
                .containsExactlyElementsOf(BUNDLE.weights().tensors().keySet());
    }

    @Test
    void shouldKeepTheBlockOfItsScoresAndThatItWasForced() {
        // given
        ValidationBlock block =
                new ValidationBlock(Instant.parse("2026-01-20T00:00:00Z"), Instant.parse("2026-01-30T23:00:00Z"));
        TrainedModel forced = BUNDLE.with(BUNDLE.card().scoredOn(block).publishedByForce());

        // when
        byte[] file = Bundles.write(forced);

        // then
        assertThat(Bundles.read(file)).isEqualTo(forced);
        assertThat(new String(file, UTF_8).replaceAll("\\s", ""))
                .contains("\"forced\":true")
                .contains("\"validationBlock\":{\"from\":\"2026-01-20T00:00:00Z\",\"to\":\"2026-01-30T23:00:00Z\"}");
    }

    @Test
    void shouldWriteTheSameBytesForTheSameBundle() {
        assertThat(Bundles.write(Bundles.read(Bundles.write(BUNDLE)))).isEqualTo(Bundles.write(BUNDLE));
    }

    @Test
    void shouldBeReadByOtherZipTools() throws IOException {
        // given
        ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Bundles.write(BUNDLE)));

        // when
        List<String> names = new ArrayList<>();
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            names.add(entry.getName());
            zip.readAllBytes();
        }

        // then
        assertThat(names).containsExactly("model.json", "weights.safetensors");
    }

    @Test
    void shouldReadWhatAnotherToolStoredInAnotherOrder() throws IOException {
        // given
        Archive parts = Archive.read(Bundles.write(BUNDLE));

        // when
        byte[] repacked =
                zip(ZipEntry.STORED, Map.of("weights.safetensors", parts.weights()), "model.json", parts.model());

        // then
        assertThat(Bundles.read(repacked)).isEqualTo(BUNDLE);
    }

    @Test
    void shouldGiveTheDigestInLowerCaseHexadecimalDigits() {
        assertThat(Bundles.sha256("abc".getBytes(UTF_8)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void shouldIgnoreFieldsOfLaterVersions() {
        byte[] file = withModelJson(json -> json.replace("\"recipe\"", "\"colour\": \"green\",\n\"recipe\"")
                .replace("\"kind\"", "\"extra\": {\"a\": [1, 2]},\n\"kind\""));

        assertThat(Bundles.read(file)).isEqualTo(BUNDLE);
    }

    @Test
    void shouldRefuseToWriteWhatCouldNotBeReadBack() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(BUNDLE.weights().tensors());
        tensors.remove("dense/bias");
        TrainedModel lacking =
                new TrainedModel(BUNDLE.ref(), BUNDLE.network(), new Weights(tensors), BUNDLE.task(), BUNDLE.card());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bundles.write(lacking))
                .withMessageContaining("freeway@v1")
                .withMessageContaining("dense/bias");
    }

    // ---- foreign files

    @Test
    void shouldSayThatAFileIsEmpty() {
        assertRefused(new byte[0], BundleProblem.NOT_A_BUNDLE, "empty");
    }

    @Test
    void shouldNameOtherKindsOfFiles() throws IOException {
        assertRefused("not a bundle".getBytes(UTF_8), BundleProblem.NOT_A_BUNDLE, "not a Foreflow bundle");
        assertRefused(
                new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5}, BundleProblem.NOT_A_BUNDLE, "serialised Java object");
        assertRefused(new byte[] {(byte) 0x1F, (byte) 0x8B, 8, 0}, BundleProblem.NOT_A_BUNDLE, "gzip");
        assertRefused(new byte[] {(byte) 0x89, 'H', 'D', 'F'}, BundleProblem.NOT_A_BUNDLE, "HDF5");
        assertRefused(new byte[] {8, 10, 0x12, 7, 'p', 'y', 't'}, BundleProblem.NOT_A_BUNDLE, "ONNX");
        assertRefused("{\"a\": 1}".getBytes(UTF_8), BundleProblem.NOT_A_BUNDLE, "JSON");
        assertRefused(Safetensors.write(BUNDLE.weights()), BundleProblem.NOT_A_BUNDLE, "safetensors");
        assertRefused(zip(ZipEntry.DEFLATED, Map.of()), BundleProblem.NOT_A_BUNDLE, "zip without entries");
    }

    @Test
    void shouldNameOtherZips() throws IOException {
        byte[] some = "some bytes that do not matter".getBytes(UTF_8);
        assertRefused(
                zip(ZipEntry.DEFLATED, Map.of("configuration.json", some, "coefficients.bin", some)),
                BundleProblem.NOT_A_BUNDLE,
                "Deeplearning4j");
        assertRefused(zip(ZipEntry.DEFLATED, Map.of("META-INF/MANIFEST.MF", some)), BundleProblem.NOT_A_BUNDLE, "jar");
        assertRefused(
                zip(ZipEntry.DEFLATED, Map.of("holiday.jpg", some)), BundleProblem.NOT_A_BUNDLE, "holds holiday.jpg");
        assertRefused(
                zip(ZipEntry.STORED, Map.of("x/model.json", some, "x/weights.safetensors", some)),
                BundleProblem.NOT_A_BUNDLE,
                "x/model.json");
    }

    // ---- crafted and damaged archives

    @Test
    void shouldRefuseAThirdEntry() throws IOException {
        Archive parts = Archive.read(Bundles.write(BUNDLE));
        byte[] file = zip(
                ZipEntry.STORED,
                Map.of(
                        "model.json",
                        parts.model(),
                        "weights.safetensors",
                        parts.weights(),
                        "preprocessor.bin",
                        new byte[9]));

        assertRefused(file, BundleProblem.NOT_A_BUNDLE, "preprocessor.bin");
    }

    @Test
    void shouldRefuseCompressedEntriesAndSayHowToRepack() throws IOException {
        Archive parts = Archive.read(Bundles.write(BUNDLE));
        byte[] file =
                zip(ZipEntry.DEFLATED, Map.of("model.json", parts.model(), "weights.safetensors", parts.weights()));

        assertRefused(file, BundleProblem.INVALID, "is compressed", "zip -0 -X");
    }

    @Test
    void shouldRefuseBytesInFrontBehindAndBetween() {
        byte[] file = Bundles.write(BUNDLE);
        byte[] behind = Arrays.copyOf(file, file.length + 3);
        byte[] inFront = new byte[file.length + 3];
        System.arraycopy(file, 0, inFront, 3, file.length);

        assertRefused(behind, BundleProblem.DAMAGED, "3 bytes after its end");
        assertRefused(inFront, BundleProblem.NOT_A_BUNDLE, "not a Foreflow bundle");
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] file = Bundles.write(BUNDLE);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> Bundles.read(cut))
                    .as("the first %d bytes", length)
                    .isInstanceOf(BundleException.class);
        }
        assertRefused(Arrays.copyOf(file, file.length / 2), BundleProblem.DAMAGED, "cut off", "again");
    }

    @Test
    void shouldNoticeAFlippedBitInTheContent() {
        byte[] file = Bundles.write(BUNDLE);
        file[40 + "weights".length()] ^= 1;
        assertRefused(file, BundleProblem.DAMAGED, "checksum for model.json");
    }

    // ---- model.json

    @Test
    void shouldTellAllProblemsOfTheModelAtOnce() {
        byte[] file = withModelJson(json -> json.replace("\"history\": 3", "\"history\": 0")
                .replace("UTC", "Moon/Crater")
                .replace("\"sensors\": 2", "\"sensors\": \"two\"")
                .replace("\"freeway\"", "\"Free way\"")
                .replace("\"sigmoid\"", "\"sigmund\""));

        assertRefused(
                file,
                BundleProblem.INVALID,
                "task.window.history (0)",
                "Moon/Crater",
                "card.sensors (\"two\")",
                "Free way",
                "network.layers[0].recurrentActivation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"foreflow-bundle\" | \"other\" | NOT_A_BUNDLE | not a Foreflow bundle",
                "\"formatVersion\": 1 | \"formatVersion\": 2 | UNSUPPORTED | format version 2",
                "\"formatVersion\": 1 | \"formatVersion\": \"1\" | NOT_A_BUNDLE | formatVersion",
                "\"kind\": \"network\" | \"kind\": \"forest\" | UNSUPPORTED | kind forest",
                "\"kind\": \"network\" | \"kind\": \"ensemble\" | INVALID | task.members is missing",
                "tutorial-steps | tea-leaves | UNSUPPORTED | needs features tea-leaves, this Foreflow knows tutorial-row",
                "tutorial-steps | tutorial-row | INVALID | reads {input=(3, 1)} where the features tutorial-row give",
                "\"horizon\": 2 | \"horizon\": 3 | INVALID | yields (2,) where the horizon needs (3,)",
                "\"horizon\": 2 | \"horizon\": 2000000000 | INVALID | task.window.horizon",
                "PT1H | PT7M | INVALID | task.window.step",
                "2026-01-31T12:00:00Z | yesterday | INVALID | card.created",
                "\"recipe\": \"lstm\" | \"recipe\": \"\\u001b[2J\" | INVALID | card.recipe",
                "\"seed\": 237 | \"seed\": 1e99 | INVALID | card.seed",
                "\"seed\": 237 | \"seed\": 237, \"seed\": 238 | INVALID | Duplicate",
                "\"mae\": 12.25 | \"mae\": NaN | INVALID | not JSON",
                "\"seed\": 237 | \"forced\": 1, \"seed\": 237 | INVALID | card.forced (1) must be true or false",
                "\"seed\": 237 | \"validationBlock\": 1, \"seed\": 237 | INVALID | card.validationBlock (1) must be",
                "\"seed\": 237 | \"validationBlock\": {\"from\": \"now\"}, \"seed\": 237 | INVALID | validationBlock.from",
                "\"seed\": 237 | \"validationBlock\": {\"from\": \"2026-01-02T00:00:00Z\", \"to\":"
                        + " \"2026-01-01T00:00:00Z\"}, \"seed\": 237 | INVALID | must not end before it begins",
            })
    void shouldRefuseAModelThatBreaksARule(String good, String bad, BundleProblem reason, String message) {
        assertRefused(CraftedBundles.replaced(BUNDLE, good, bad), reason, message);
    }

    @Test
    void shouldRefuseWhatIsNotOneJsonObject() {
        assertRefused(withModelJson(json -> ""), BundleProblem.INVALID, "exactly one JSON object");
        assertRefused(withModelJson(json -> "[]"), BundleProblem.NOT_A_BUNDLE, "not a Foreflow bundle");
        assertRefused(withModelJson(json -> json + "{}"), BundleProblem.INVALID, "exactly one JSON object");
        assertRefused(withModelJson(json -> "[".repeat(100_000)), BundleProblem.INVALID, "not JSON");
        assertRefused(
                withModelJson(json -> " ".repeat(ModelJson.MAX_LENGTH) + json), BundleProblem.TOO_LARGE, "at most");
        byte[] latin1 = new byte[] {'{', '"', (byte) 0xE9, '"', ':', '1', '}'};
        Archive parts = Archive.read(Bundles.write(BUNDLE));
        assertRefused(
                new Archive(latin1, parts.weights(), Optional.empty()).toBytes(), BundleProblem.INVALID, "not UTF-8");
    }

    @Test
    void shouldRefuseANetworkThatAsksForTooMuchMemory() {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(50_000, 1))
                .add(new Dense(2_000, Activation.LINEAR))
                .add(new Lstm(1))
                .build();
        TrainedModel bundle = ExampleBundles.bundle(network, new WindowShape(Step.HOUR, 50_000, 1), "tutorial-steps");

        // when, then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bundles.write(bundle))
                .withMessageContaining("has a layer dense that yields (50000, 2000)");
    }

    // ---- weights

    @Test
    void shouldRefuseWeightsThatAreNotTheNetworks() {
        assertRefused(
                withWeights(tensors -> tensors.remove("lstm/bias")), BundleProblem.INVALID, "lacks tensor lstm/bias");
        assertRefused(
                withWeights(tensors -> tensors.put("spy/kernel", Tensor.of(Shape.of(1), 1f))),
                BundleProblem.INVALID,
                "has tensor spy/kernel, which the network does not have");
        assertRefused(
                withWeights(tensors -> tensors.put("dense/bias", Tensor.of(Shape.of(3), 1f, 2f, 3f))),
                BundleProblem.INVALID,
                "dense/bias of shape (3,) where the network has (2,)");
        assertRefused(
                withWeights(tensors -> tensors.put("dense/bias", Tensor.of(Shape.of(2), 1f, Float.NaN))),
                BundleProblem.INVALID,
                "not finite");
        assertRefused(
                withWeights(tensors -> tensors.put("dense/bias", Tensor.of(Shape.of(2), Float.NEGATIVE_INFINITY, 1f))),
                BundleProblem.INVALID,
                "not finite");
    }

    @Test
    void shouldKeepItsMessageOnOneShortLineWhateverTheFileHolds() throws IOException {
        byte[] file = zip(ZipEntry.STORED, Map.of("a\nb\u001b[2J" + "x".repeat(5_000), new byte[0]));

        assertThatThrownBy(() -> Bundles.read(file)).satisfies(e -> {
            assertThat(e.getMessage()).hasSizeLessThan(1_100);
            assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}");
        });
    }

    private static byte[] withModelJson(UnaryOperator<String> change) {
        return CraftedBundles.withModelJson(BUNDLE, change);
    }

    private static byte[] withWeights(Consumer<Map<String, Tensor>> change) {
        Archive parts = Archive.read(Bundles.write(BUNDLE));
        return new Archive(parts.model(), CraftedBundles.withTensors(parts.weights(), change), Optional.empty())
                .toBytes();
    }

    private static byte[] zip(int method, Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> content : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(content.getKey());
                entry.setMethod(method);
                if (method == ZipEntry.STORED) {
                    CRC32 crc = new CRC32();
                    crc.update(content.getValue());
                    entry.setCrc(crc.getValue());
                    entry.setSize(content.getValue().length);
                }
                zip.putNextEntry(entry);
                zip.write(content.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(int method, Map<String, byte[]> first, String lastName, byte[] last) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>(first);
        entries.put(lastName, last);
        return zip(method, entries);
    }
}
