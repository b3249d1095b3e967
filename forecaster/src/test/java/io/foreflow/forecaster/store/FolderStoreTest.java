package io.foreflow.forecaster.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.foreflow.forecaster.store.StoreException.StoreProblem;
import io.foreflow.models.bundle.Bundles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest {
    private static final byte[] CONTENT = "a large bundle".getBytes(UTF_8);
    private static final StoredBundle BUNDLE = StoredBundle.of(Bundles.sha256(CONTENT), CONTENT.length);

    @TempDir
    Path dir;

    @Test
    void shouldKeepABundleAndNothingElse() throws Exception {
        // given
        ObjectStore store = new FolderStore(Files.createDirectory(dir.resolve("models")));

        // when
        boolean first = VerifiedCopy.put(store, BUNDLE, CONTENT);
        boolean second = VerifiedCopy.put(store, BUNDLE, CONTENT);

        // then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(VerifiedCopy.bytes(store, BUNDLE)).isEqualTo(CONTENT);
        assertThat(files()).containsExactly("models/" + BUNDLE.key());
    }

    @Test
    void shouldReplaceOtherBytes() throws Exception {
        // given: half of it, as another program may leave it
        ObjectStore store = new FolderStore(dir);
        Files.createDirectories(dir.resolve(BUNDLE.key()).getParent());
        Files.write(dir.resolve(BUNDLE.key()), "a large".getBytes(UTF_8));
        assertProblem(StoreProblem.OTHER_BYTES, store, "has 7 bytes instead of 14");

        // when
        boolean written = VerifiedCopy.put(store, BUNDLE, CONTENT);

        // then
        assertThat(written).isTrue();
        assertThat(VerifiedCopy.bytes(store, BUNDLE)).isEqualTo(CONTENT);
    }

    @Test
    void shouldRefuseOtherBytesOfTheSameLength() throws Exception {
        ObjectStore store = new FolderStore(dir);
        store.put(BUNDLE.key(), "a large bundlE".getBytes(UTF_8));
        assertProblem(StoreProblem.OTHER_BYTES, store, "has the SHA-256");
        store.put(BUNDLE.key(), "a large bundle and more".getBytes(UTF_8));
        assertProblem(StoreProblem.OTHER_BYTES, store, "has more than 14 bytes");
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertProblem(StoreProblem.MISSING, new FolderStore(dir), "publish the model again");
        assertProblem(StoreProblem.AWAY, new FolderStore(dir.resolve("unmounted")), "create or mount the folder");
    }

    @Test
    void shouldSayThatAFolderCannotBeWritten() throws Exception {
        // given a file where the folder should be
        Path file = Files.createFile(dir.resolve("file"));

        // then
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> VerifiedCopy.put(new FolderStore(file), BUNDLE, CONTENT))
                .withMessageContaining(file.toString())
                .withMessageContaining("models.store.location");
        assertThat(files()).containsExactly("file");
    }

    @Test
    void shouldTakeOneBundleFromTwoPublishersAtOnce() throws Exception {
        // given
        ObjectStore store = new FolderStore(dir);
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Boolean> publisher = () -> {
            together.await();
            return VerifiedCopy.put(store, BUNDLE, CONTENT);
        };
        ExecutorService publishers = Executors.newFixedThreadPool(2);

        // when
        List<Future<Boolean>> results = publishers.invokeAll(List.of(publisher, publisher));
        publishers.shutdown();

        // then
        for (Future<Boolean> result : results) {
            result.get();
        }
        assertThat(VerifiedCopy.bytes(store, BUNDLE)).isEqualTo(CONTENT);
        assertThat(files()).containsExactly(BUNDLE.key());
    }

    private static void assertProblem(StoreProblem problem, ObjectStore store, String message) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> VerifiedCopy.bytes(store, BUNDLE))
                .withMessageContaining(message)
                .matches(e -> e.problem() == problem)
                .matches(e -> !String.valueOf(e.getMessage()).contains("\n"));
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> dir.relativize(file).toString())
                    .toList();
        }
    }
}
