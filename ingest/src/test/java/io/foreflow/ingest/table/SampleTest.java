package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
    private static final int MOST_LINES = 50_000;
    private static final int MOST_LATER = 2_000;

    @TempDir
    Path folder;

    @Test
    void shouldHoldTheLinesOfASmallFileThatAreNotBlank() throws IOException {
        // when
        Sample sample = sample("\uFEFFa,b\r\n\r\n  \t\r\n1,2\r\n");

        // then
        assertThat(sample.lines()).extracting(Sample.SampleLine::text).containsExactly("a,b", "1,2");
        assertThat(sample.lines()).extracting(Sample.SampleLine::number).containsExactly(1L, 4L);
        assertThat(sample.whole()).isTrue();
        assertThat(sample.counted()).isTrue();
        assertThat(sample.totalLines()).isEqualTo(2);
        assertThat(sample.carriageReturns()).isFalse();
    }

    @Test
    void shouldCountTheLinesOfALargeFile() throws IOException {
        // when
        Sample sample = sample("1,2\n".repeat(MOST_LINES + 50));

        // then
        assertThat(sample.lines()).hasSize(Sample.LINES_OF_MANY);
        assertThat(sample.whole()).isFalse();
        assertThat(sample.counted()).isTrue();
        assertThat(sample.totalLines()).isEqualTo(MOST_LINES + 50);
    }

    @Test
    void shouldHoldSomeLinesOfTheRestOfALargeFile() throws IOException {
        // when
        Sample sample = sample("1,2\n".repeat(10 * MOST_LINES));

        // then they are spread over the rest, in its order
        List<Long> numbers =
                sample.later().stream().map(Sample.SampleLine::number).toList();
        assertThat(numbers.size()).isBetween(MOST_LATER / 4, MOST_LATER + 1);
        assertThat(numbers).isSorted();
        assertThat(numbers.get(0)).isBetween((long) Sample.LINES_OF_MANY + 1, 2L * MOST_LINES);
        assertThat(numbers.get(numbers.size() / 2)).isBetween(4L * MOST_LINES, 7L * MOST_LINES);
        assertThat(numbers.get(numbers.size() - 1)).isBetween(9L * MOST_LINES, 10L * MOST_LINES);
    }

    @Test
    void shouldEstimateTheLinesOfAVeryLargeFile() throws IOException {
        // given more text behind the first lines than is counted
        byte[] line = ("1," + "0".repeat(10_000) + "\n").getBytes(UTF_8);
        int lines = (80 << 20) / line.length;
        Path file = folder.resolve("large.csv");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < lines; i++) {
                out.write(line);
            }
        }

        // when
        Sample sample = Sample.read(file, Optional.empty());

        // then
        assertThat(sample.counted()).isFalse();
        assertThat(sample.whole()).isFalse();
        assertThat(sample.totalLines()).isBetween(lines * 99L / 100, lines * 101L / 100);
    }

    @Test
    void shouldTellCarriageReturnsAlone() throws IOException {
        assertThat(sample("a,b\r1,2\r").carriageReturns()).isTrue();
        assertThat(sample("a,b\r1,2\r").lines()).hasSize(2);
    }

    @Test
    void shouldReadAnotherEncoding() throws IOException {
        // given
        Path file = Files.write(folder.resolve("x.csv"), "Größe;Zeit".getBytes(Charset.forName("windows-1252")));

        // then
        assertThat(Sample.read(file, Optional.empty()).lines().get(0).isText()).isFalse();
        Sample.SampleLine line = Sample.read(file, Optional.of(Charset.forName("windows-1252")))
                .lines()
                .get(0);
        assertThat(line.isText()).isTrue();
        assertThat(line.text()).isEqualTo("Größe;Zeit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sep=;", "SEP=,", "\"sep=;\"", "sep=\t"})
    void shouldLeaveOutTheLineThatNamesTheSeparator(String line) throws IOException {
        Sample sample = sample(line + "\na;b\n1;2\n").withoutSeparatorLine();
        assertThat(sample.lines()).extracting(Sample.SampleLine::text).containsExactly("a;b", "1;2");
        assertThat(sample.lines().get(0).number()).isEqualTo(2);
        assertThat(sample.totalLines()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sep=;;", "sep;b", "sep=", "a,b"})
    void shouldKeepAnyOtherFirstLine(String line) throws IOException {
        Sample sample = sample(line + "\n1;2\n");
        assertThat(sample.withoutSeparatorLine()).isSameAs(sample);
    }

    @Test
    void shouldEndWithTheDamageOfAFile() throws IOException {
        // given a gzip that is cut off behind many lines
        byte[] whole = CsvFiles.gzip(new Random(4)
                .ints(20_000)
                .collect(
                        StringBuilder::new,
                        (text, number) -> text.append(number).append('\n'),
                        StringBuilder::append)
                .toString()
                .getBytes(UTF_8));
        Path file = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length / 2));

        // when
        Sample sample = Sample.read(file, Optional.empty());

        // then
        assertThat(sample.lines()).hasSizeBetween(1_000, 19_000);
        assertThat(sample.whole()).isFalse();
        assertThat(sample.counted()).isFalse();
        assertThat(sample.totalLines()).isEqualTo(sample.lines().size());
        assertThatThrownBy(() -> Sample.read(
                        Files.write(folder.resolve("stump.gz"), Arrays.copyOf(whole, 12)), Optional.empty()))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("damaged or cut off");
    }

    private Sample sample(String text) throws IOException {
        return Sample.read(Files.write(folder.resolve("sample.csv"), text.getBytes(UTF_8)), Optional.empty());
    }
}
