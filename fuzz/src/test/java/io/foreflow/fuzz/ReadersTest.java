package io.foreflow.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short run of every build: each reader on its seeds, on what was found before, and on some mutations of both. */
class ReadersTest {
    private static final int MUTATIONS = 100;

    /** Catches what hangs, and says nothing about speed. */
    private static final int HANGS_AFTER_SECONDS = 120;

    static List<Reader> readers() {
        return Readers.ALL;
    }

    @ParameterizedTest
    @MethodSource("readers")
    @Timeout(value = HANGS_AFTER_SECONDS, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    void shouldReadOrRefuseWhateverComes(Reader reader) throws IOException {
        List<byte[]> inputs =
                Stream.concat(reader.seeds().stream(), found(reader).stream()).toList();
        inputs.forEach(input -> Bounds.check(reader, input));
        Bounds.check(reader, new byte[0]);
        Mutations mutations = new Mutations(inputs, reader.name().hashCode());
        for (int i = 0; i < MUTATIONS; i++) {
            Bounds.check(reader, mutations.next());
        }
    }

    @Test
    void shouldHaveAFolderOfFindingsForReadersOnly() throws IOException {
        try (Stream<Path> folders = Files.list(Found.FOLDER)) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString()))
                    .isSubsetOf(Readers.ALL.stream().map(Reader::name).toList());
        }
        assertThat(Readers.ALL.stream().map(Reader::name)).doesNotHaveDuplicates();
    }

    private static List<byte[]> found(Reader reader) throws IOException {
        return Found.of(reader.name());
    }
}
