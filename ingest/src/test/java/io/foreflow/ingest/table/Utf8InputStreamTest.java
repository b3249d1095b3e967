package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8InputStreamTest {
    private static final String TEXT = "Zählstelle;Größe;§\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"windows-1252", "ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE", "IBM850", "UTF-8"})
    void shouldGiveTextOfAnotherEncodingInUtf8(String charset) throws IOException {
        assertThat(read(TEXT.getBytes(Charset.forName(charset)), Charset.forName(charset)))
                .isEqualTo(TEXT);
    }

    @Test
    void shouldGiveTextsLongerThanItsBuffers() throws IOException {
        // given letters of one, two, three and four bytes
        String text = "aä€😀".repeat(50_000);
        assertThat(read(text.getBytes(UTF_16), UTF_16)).isEqualTo(text);
    }

    @Test
    void shouldReplaceWhatCannotBeDecoded() throws IOException {
        assertThat(read(new byte[] {'a', (byte) 0xC3}, UTF_8)).isEqualTo("a\uFFFD");
        // Half of a pair, also at the end.
        assertThat(read(new byte[] {'a', 0, 0x3D, (byte) 0xD8, 'b', 0, 'c', 0}, UTF_16LE))
                .startsWith("a\uFFFD")
                .endsWith("c");
        assertThat(read(new byte[] {'a', 0, 0x3D, (byte) 0xD8}, UTF_16LE))
                .startsWith("a")
                .hasSize(2);
    }

    @Test
    void shouldGiveNothingOfNothing() throws IOException {
        try (InputStream in = stream(new byte[0], UTF_16)) {
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[4])).isEqualTo(-1);
            assertThat(in.read(new byte[0])).isZero();
        }
    }

    @Test
    void shouldGiveSingleBytesAsWellAsMany() throws IOException {
        try (InputStream in = stream("äb".getBytes(UTF_16), UTF_16)) {
            assertThat(in.read()).isEqualTo(0xC3);
            byte[] rest = new byte[8];
            assertThat(in.read(rest, 2, 6)).isEqualTo(2);
            assertThat(rest).containsExactly(0, 0, 0xA4, 'b', 0, 0, 0, 0);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    private static String read(byte[] bytes, Charset charset) throws IOException {
        try (InputStream in = stream(bytes, charset)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static InputStream stream(byte[] bytes, Charset charset) {
        return new Utf8InputStream(new ByteArrayInputStream(bytes), charset);
    }
}
