package io.foreflow.tutorials.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreflow.ingest.source.DataFolder;
import io.foreflow.tutorials.dataset.Checksum;
import io.foreflow.tutorials.fetch.Dataset.DerivedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {

    @ParameterizedTest
    @MethodSource("names")
    void shouldPinEveryFile(String name) {
        // when
        Dataset dataset = Catalog.find(name);

        // then
        assertThat(dataset.description()).isNotBlank();
        assertThat(dataset.licence()).isNotBlank();
        assertThat(dataset.paths()).isNotEmpty().doesNotHaveDuplicates().allMatch(path -> !path.contains(".."));
        assertThat(dataset.sources()).allSatisfy(source -> {
            assertThat(source.repository()).matches("[^/ ]+/[^/ ]+");
            assertThat(source.commit()).matches("[0-9a-f]{40}");
            assertThat(source.files()).allSatisfy(file -> {
                assertThat(file.sha256())
                        .hasValueSatisfying(sum -> assertThat(sum).matches("[0-9a-f]{64}"));
                assertThat(file.bytes()).isPositive();
            });
        });
        assertThat(dataset.published()).allSatisfy(file -> {
            assertThat(file.url()).hasScheme("https");
            assertThat(file.md5()).matches("[0-9a-f]{32}");
            assertThat(file.bytes()).isPositive();
        });
        assertThat(dataset.derived()).allSatisfy(derived -> {
            assertThat(derived.sha256()).matches("[0-9a-f]{64}");
            assertThat(derived.bytes()).isPositive();
            derived.by().ifPresent(Derivation::find);
            assertThat(derived.sources()).allSatisfy(source -> {
                assertThat(source.commit()).matches("[0-9a-f]{40}");
                assertThat(source.files()).allSatisfy(file -> {
                    assertThat(file.bytes()).isPositive();
                    assertThat(file.sha256())
                            .hasValueSatisfying(sum -> assertThat(sum).matches("[0-9a-f]{64}"));
                });
            });
            assertThat(dataset.paths()).containsAll(derived.from());
        });
    }

    @Test
    void shouldSayWhichDataSetsThereAre() {
        assertThatThrownBy(() -> Catalog.find("bosten"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no data set 'bosten'; there are boston_housing, california_housing,");
    }

    /** Files that are not in the data folder are passed over; what is there must be what the catalog says. */
    @ParameterizedTest
    @MethodSource("names")
    void shouldKnowTheFilesOfTheDataFolder(String name) throws Exception {
        // given
        Path folder = folder();
        Dataset dataset = Catalog.find(name);
        assumeTrue(Files.isDirectory(folder.resolve(name)), name + " has not been fetched");

        // when, then
        for (Dataset.RepositoryFiles source : dataset.sources()) {
            for (Dataset.RepositoryFile file : source.files()) {
                assertThat(folder.resolve(name).resolve(file.path())).hasSize(file.bytes());
                assertThat(Checksum.sha256Of(List.of(folder.resolve(name).resolve(file.path())))
                                .hex())
                        .isEqualTo(file.sha256().orElseThrow());
            }
        }
        for (DerivedFile derived : dataset.derived()) {
            assertThat(Checksum.sha256OfContent(folder.resolve(name).resolve(derived.path()))
                            .hex())
                    .isEqualTo(derived.sha256());
        }
    }

    static List<Dataset> derivedFromFilesThatAreKept() {
        return Stream.of(
                        "boston_housing",
                        "california_housing",
                        "metro_interstate",
                        "metr_la_week",
                        "pems_5min_xiaochus",
                        "pems_i880_2021")
                .map(Catalog::find)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("derivedFromFilesThatAreKept")
    void shouldDeriveWhatTheCatalogPins(Dataset dataset) throws IOException {
        // given
        Path place = folder().resolve(dataset.name());
        assertThat(dataset.derived()).isNotEmpty();

        for (DerivedFile derived : dataset.derived()) {
            // when
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            MessageDigest digest = Checksum.sha256Digest();
            try (OutputStream out = new DigestOutputStream(content, digest)) {
                Derivation.find(derived.by().orElseThrow())
                        .write(derived.from().stream().map(place::resolve).toList(), out);
            }

            // then
            assertThat(content.size()).as(derived.path()).isEqualTo((int) derived.bytes());
            assertThat(Checksum.of(digest).hex()).as(derived.path()).isEqualTo(derived.sha256());
        }
    }

    private static List<String> names() {
        return Catalog.NAMES;
    }

    private static Path folder() {
        Optional<Path> folder = DataFolder.find();
        assumeTrue(folder.isPresent(), "no data folder, see DataFolder");
        return folder.orElseThrow();
    }
}
