package io.foreflow.models.bundle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.model.TrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bundles of format version 1 must be readable for ever: never replace a committed file. */
class GoldenBundleTest {
    private static final String V1 = "/golden/v1/recurrent.bundle";
    private static final String V1_SHA256 = "3a677dc0d60034d89c9bfcdd0d2bb2a20e9b27fe15de3601c9bf87148af25b33";

    @Test
    void shouldReadABundleOfVersion1() throws IOException {
        byte[] file = golden();

        assertThat(Bundles.sha256(file)).isEqualTo(V1_SHA256);
        assertThat(Bundles.read(file)).isEqualTo(ExampleBundles.recurrent());
    }

    @Test
    void shouldWriteTheBytesOfVersion1() throws IOException {
        assertThat(Bundles.write(ExampleBundles.recurrent())).isEqualTo(golden());
        assertThat(Bundles.write(Bundles.read(golden()))).isEqualTo(golden());
    }

    @Test
    void shouldReadAndWriteClassifiersAndRegressorsOfVersion1() throws IOException {
        Map<String, TrainedModel> bundles = Map.of(
                "/golden/v1/regressor-columns.bundle", ExampleBundles.columns(),
                "/golden/v1/classifier-text.bundle", ExampleBundles.text(),
                "/golden/v1/class-tree-picture.bundle", ExampleBundles.picture());
        for (Map.Entry<String, TrainedModel> entry : bundles.entrySet()) {
            byte[] file = golden(entry.getKey());

            assertThat(Bundles.read(file)).as(entry.getKey()).isEqualTo(entry.getValue());
            assertThat(Bundles.write(entry.getValue())).as(entry.getKey()).isEqualTo(file);
        }
    }

    private static byte[] golden() throws IOException {
        return golden(V1);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = requireNonNull(GoldenBundleTest.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        }
    }
}
