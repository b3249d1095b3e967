package io.foreflow.forecaster.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class DamagedStoreTest {
    @TempDir
    Path application;

    private Path task;
    private Path store;

    @BeforeEach
    void write() throws Exception {
        task = application.resolve("0_1");
        store = Files.createDirectories(task.resolve("rocksdb").resolve("head"));
        RocksDB.loadLibrary();
        try (Options options = new Options().setCreateIfMissing(true);
                FlushOptions flush = new FlushOptions();
                RocksDB database = RocksDB.open(options, store.toString())) {
            database.put(new byte[] {1}, new byte[1_000]);
            database.flush(flush);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MANIFEST-", ".sst"})
    void shouldNameTheTaskOfAStoreWithAMissingFile(String missing) throws IOException {
        // given
        for (Path file : files(missing)) {
            Files.delete(file);
        }

        // when
        Optional<DamagedStore> damaged = DamagedStore.in(failure(), application);

        // then
        assertThat(damaged).hasValueSatisfying(found -> {
            assertThat(found.task()).isEqualTo(task);
            assertThat(found.reason()).contains("No such file");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"MANIFEST-", "CURRENT", ".sst"})
    void shouldNameTheTaskOfAStoreWithAFileThatWasCutOff(String cut) throws IOException {
        // given
        for (Path file : files(cut)) {
            Files.write(file, new byte[0]);
        }

        // when, then
        assertThat(DamagedStore.in(failure(), application))
                .map(DamagedStore::task)
                .contains(task);
    }

    @Test
    void shouldLeaveAStoreThatAnotherProcessUses() throws RocksDBException {
        // given
        try (Options options = new Options();
                RocksDB other = RocksDB.open(options, store.toString())) {
            // when, then
            assertThat(other.getName()).isEqualTo(store.toString());
            assertThat(DamagedStore.in(failure(), application)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"No space left on device", "Permission denied", "Too many open files", "Input/output error"})
    void shouldLeaveAStoreWhenTheMachineIsToBlame(String reason) {
        // given
        RocksDBException rocks = new RocksDBException(
                "While open a file for random read: " + reason,
                new Status(Status.Code.IOError, Status.SubCode.None, reason));

        // when, then
        assertThat(DamagedStore.in(openFailed(store, rocks), application)).isEmpty();
    }

    @Test
    void shouldLeaveWhatIsNotAStoreOfTheApplication() {
        // given
        RocksDBException rocks =
                new RocksDBException("no meta", new Status(Status.Code.Corruption, Status.SubCode.None, "no meta"));

        // when, then
        assertThat(DamagedStore.in(openFailed(store, rocks), application)).isPresent();
        assertThat(DamagedStore.in(openFailed(application, rocks), application)).isEmpty();
        assertThat(DamagedStore.in(openFailed(application.resolve("../0_1/head"), rocks), application))
                .isEmpty();
        assertThat(DamagedStore.in(openFailed(store, rocks), application.resolve("other")))
                .isEmpty();
        assertThat(DamagedStore.in(new ProcessorStateException("closed"), application))
                .isEmpty();
        assertThat(DamagedStore.in(new KafkaException("no broker"), application))
                .isEmpty();
    }

    private List<Path> files(String part) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().contains(part))
                    .toList();
            assertThat(found).as(part).isNotEmpty();
            return found;
        }
    }

    /** Opens the store and fails as Kafka Streams does. */
    private StreamsException failure() {
        Throwable failure = catchThrowable(() -> {
            try (Options options = new Options().setCreateIfMissing(true);
                    RocksDB database = RocksDB.open(options, store.toString())) {
                assertThat(database.getName()).isNotNull();
            }
        });
        assertThat(failure).isInstanceOf(RocksDBException.class);
        return new StreamsException("it failed", openFailed(store, (RocksDBException) failure));
    }

    private static ProcessorStateException openFailed(Path store, RocksDBException cause) {
        return new ProcessorStateException("Error opening store head at location " + store, cause);
    }
}
