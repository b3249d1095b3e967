package io.foreflow.models.bundle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Bundles of format version 1 must be readable for ever: never replace the committed file. */
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

    private static byte[] golden() throws IOException {
        try (InputStream file = requireNonNull(GoldenBundleTest.class.getResourceAsStream(V1), V1)) {
            return file.readAllBytes();
        }
    }
}
