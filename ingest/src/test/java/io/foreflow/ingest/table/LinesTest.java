package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void shouldEndLinesAsTheFileDoes(String end) throws IOException {
        assertThat(lines("a" + end + end + "bc" + end)).containsExactly("a", "", "bc");
        assertThat(lines("a" + end + "b")).containsExactly("a", "b");
        assertThat(lines("")).isEmpty();
        assertThat(lines(end)).containsExactly("");
    }

    @Test
    void shouldKeepACarriageReturnInsideALineOfAFileWithLineFeeds() throws IOException {
        assertThat(lines("a\rb\nc\r\n")).containsExactly("a\rb", "c");
    }

    @Test
    void shouldTellLinesThatEndWithCarriageReturnAlone() throws IOException {
        assertThat(endWithCarriageReturn("a\rb\r")).isTrue();
        assertThat(endWithCarriageReturn("a\rb\n")).isFalse();
        assertThat(endWithCarriageReturn("a")).isFalse();
    }

    @Test
    void shouldDecideTheSameHoweverFewBytesArriveAtOnce() throws IOException {
        // given a stream that gives one byte at a time, and a line feed that comes late
        String text = "a\rb\n".repeat(1_000) + "c";
        assertThat(lines(dripping(text))).isEqualTo(lines(text));
        String carriageReturns = "abc\r".repeat(40_000);
        assertThat(lines(dripping(carriageReturns))).hasSize(40_000).containsOnly("abc");
    }

    @Test
    void shouldReadLinesAcrossBuffers() throws IOException {
        // given lines of 1,000 bytes, more than a buffer of 64 KiB holds
        String line = "x".repeat(999);
        assertThat(lines((line + "\r").repeat(200))).hasSize(200).containsOnly(line);
        assertThat(lines((line + "\r\n").repeat(200))).hasSize(200).containsOnly(line);
    }

    @Test
    void shouldCountAndCutLines() throws IOException {
        try (Lines lines = new Lines(stream("a\n" + "x".repeat(Lines.MAX_LENGTH + 1) + "\nb"))) {
            assertThat(lines.number()).isZero();
            lines.next();
            assertThat(lines.wasCut()).isFalse();
            assertThat(lines.next()).hasSize(Lines.MAX_LENGTH);
            assertThat(lines.wasCut()).isTrue();
            assertThat(lines.next()).isEqualTo("b".getBytes(UTF_8));
            assertThat(lines.wasCut()).isFalse();
            assertThat(lines.number()).isEqualTo(3);
            assertThat(lines.next()).isNull();
        }
    }

    @Test
    void shouldDropALineThatAFailureCutsOff() throws IOException {
        // given
        InputStream failing = new FilterInputStream(stream("1\n23")) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int count = super.read(to, offset, length);
                if (count < 0) {
                    throw new IOException("gone");
                }
                return count;
            }
        };

        // when, then
        try (Lines lines = new Lines(failing)) {
            assertThat(lines.next()).isEqualTo("1".getBytes(UTF_8));
            assertThatThrownBy(lines::next).hasMessage("gone");
            // and not read what was read before once more
            assertThatThrownBy(lines::next).hasMessage("gone");
        }
    }

    private static boolean endWithCarriageReturn(String text) throws IOException {
        try (Lines lines = new Lines(stream(text))) {
            lines.next();
            return lines.endWithCarriageReturn();
        }
    }

    private static List<String> lines(String text) throws IOException {
        return lines(stream(text));
    }

    private static List<String> lines(InputStream in) throws IOException {
        List<String> all = new ArrayList<>();
        try (Lines lines = new Lines(in)) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                all.add(new String(line, UTF_8));
            }
        }
        return all;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static InputStream dripping(String text) {
        return new FilterInputStream(stream(text)) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                return super.read(to, offset, Math.min(1, length));
            }
        };
    }
}
