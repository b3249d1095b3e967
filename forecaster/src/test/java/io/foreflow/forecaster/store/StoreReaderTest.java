package io.foreflow.forecaster.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.foreflow.forecaster.store.StoreException.StoreProblem;
import io.foreflow.models.bundle.Bundles;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreReaderTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final byte[] ONE = "the first bundle".getBytes(UTF_8);
    private static final byte[] TWO = "the second bundle".getBytes(UTF_8);

    @TempDir
    Path dir;

    private final FaultyStore store = new FaultyStore();
    /** Time that the test adds to the real one: a reader waits in real time. */
    private final AtomicLong added = new AtomicLong();

    private final AtomicLong used = new AtomicLong();
    private int opened;
    private StoreReader reader = new StoreReader(() -> store, copies(Path.of("unused"), 0), System::nanoTime);

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void shouldReadFromTheStoreOnce() throws Exception {
        // given
        StoredBundle one = put(ONE);
        reader = reader(1_000);
        int before = store.reads();

        // when
        byte[] first = bytes(one);
        byte[] second = bytes(one);

        // then
        assertThat(first).isEqualTo(ONE);
        assertThat(second).isEqualTo(ONE);
        assertThat(store.reads() - before).isEqualTo(1);
        assertThat(opened).isEqualTo(1);
        assertThat(files()).containsExactly(one.sha256());
    }

    @Test
    void shouldPauseWhileTheStoreIsAwayAndThenGoOn() {
        // given
        StoredBundle one = put(ONE);
        StoredBundle two = put(TWO);
        store.away(true);
        reader = reader(1_000);

        // when
        assertProblem(StoreProblem.AWAY, one, "is away");
        int asked = store.reads();

        // then nothing is asked of it, for no bundle
        assertProblem(StoreProblem.AWAY, one, "is away");
        assertProblem(StoreProblem.AWAY, two, "is away");
        assertThat(store.reads()).isEqualTo(asked);

        // when the pause is over, and the next one is longer
        pass(Duration.ofSeconds(2));
        assertProblem(StoreProblem.AWAY, one, "is away");
        assertThat(store.reads()).isEqualTo(asked + 1);
        pass(Duration.ofMillis(500));
        assertProblem(StoreProblem.AWAY, one, "is away");
        assertThat(store.reads()).isEqualTo(asked + 1);

        // when it answers again
        store.away(false);
        pass(Duration.ofMinutes(2));

        // then
        assertThat(bytes(one)).isEqualTo(ONE);
        assertThat(bytes(two)).isEqualTo(TWO);
    }

    @Test
    void shouldNotLetABadBundleHoldUpOthers() throws Exception {
        // given
        StoredBundle one = put(ONE);
        StoredBundle two = put(TWO);
        store.spoil(one.key(), TWO);
        reader = reader(1_000);

        // when, then
        assertProblem(StoreProblem.OTHER_BYTES, one, "has more than 16 bytes");
        assertThat(bytes(two)).isEqualTo(TWO);
        assertThat(files()).containsExactly(two.sha256());

        // when it is truncated, missing, and then good again
        pass(Duration.ofMinutes(2));
        store.spoil(one.key(), "the first".getBytes(UTF_8));
        assertProblem(StoreProblem.OTHER_BYTES, one, "has 9 bytes instead of 16");
        pass(Duration.ofMinutes(2));
        store.lose(one.key());
        assertProblem(StoreProblem.MISSING, one, "is not in the store");
        pass(Duration.ofMinutes(2));
        store.put(one.key(), ONE);
        assertThat(bytes(one)).isEqualTo(ONE);
    }

    @Test
    void shouldReadADamagedCopyAgain() throws Exception {
        // given
        StoredBundle one = put(ONE);
        reader = reader(1_000);
        bytes(one);
        Files.write(dir.resolve("copies").resolve(one.sha256()), "the first bundlE".getBytes(UTF_8));

        // when the damage is found
        assertThat(reader.map(one, LONG)).isEmpty();

        // then
        assertThat(bytes(one)).isEqualTo(ONE);
    }

    @Test
    void shouldKeepTheCopiesThatWereUsedLast() throws Exception {
        // given room for two of three
        StoredBundle one = put(ONE);
        StoredBundle two = put(TWO);
        StoredBundle three = put("the third bundle".getBytes(UTF_8));
        reader = reader(ONE.length + TWO.length);
        bytes(one);
        used.addAndGet(60_000);
        bytes(two);
        used.addAndGet(60_000);
        bytes(one);
        used.addAndGet(60_000);

        // when
        bytes(three);

        // then
        assertThat(files()).containsExactlyInAnyOrder(one.sha256(), three.sha256());
    }

    @Test
    void shouldKeepALargeBundleAlone() throws Exception {
        StoredBundle one = put(ONE);
        reader = reader(0);
        assertThat(bytes(one)).isEqualTo(ONE);
        assertThat(files()).containsExactly(one.sha256());
    }

    @Test
    void shouldSayThatCopiesCannotBeWritten() throws Exception {
        // given
        StoredBundle one = put(ONE);
        Path file = Files.createFile(dir.resolve("file"));
        reader = new StoreReader(() -> store, copies(file, 1_000), this::nanos);

        // then
        assertProblem(StoreProblem.NO_COPY, one, "state.dir");
    }

    @Test
    void shouldReadNothingAfterItsEnd() {
        StoredBundle one = put(ONE);
        reader = reader(1_000);
        reader.close();
        assertProblem(StoreProblem.AWAY, one, "is closing");
    }

    private StoredBundle put(byte[] content) {
        StoredBundle bundle = StoredBundle.of(Bundles.sha256(content), content.length);
        VerifiedCopy.put(store, bundle, content);
        return bundle;
    }

    private StoreReader reader(long most) {
        return new StoreReader(
                () -> {
                    opened++;
                    return store;
                },
                copies(dir.resolve("copies"), most),
                this::nanos);
    }

    private BundleCopies copies(Path folder, long most) {
        Clock start = Clock.systemUTC();
        return new BundleCopies(folder, most, new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return start.getZone();
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public java.time.Instant instant() {
                return java.time.Instant.ofEpochMilli(1_700_000_000_000L + used.get());
            }
        });
    }

    private long nanos() {
        return System.nanoTime() + added.get();
    }

    private void pass(Duration time) {
        added.addAndGet(TimeUnit.NANOSECONDS.convert(time));
    }

    private byte[] bytes(StoredBundle bundle) {
        ByteBuffer content = reader.map(bundle, LONG).orElseThrow();
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }

    private void assertProblem(StoreProblem problem, StoredBundle bundle, String message) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> reader.map(bundle, LONG))
                .withMessageContaining(message)
                .matches(e -> e.problem() == problem);
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(dir.resolve("copies"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
