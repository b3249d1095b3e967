package io.foreflow.forecaster.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceAttemptsFileTest {
    private static final int PARTITION = 3;
    private static final long TIME = 1_770_000_000_000L;

    @TempDir
    private Path dir;

    @Test
    void shouldCountWhatBeganAndDidNotEndOverDeathsOfTheProcess() {
        // given a process that is killed: nothing is closed
        open().begin(PARTITION, 7, TIME);
        open().begin(PARTITION, 7, TIME);

        // when
        InferenceAttemptsFile attempts = open();

        // then
        assertThat(attempts.begin(PARTITION, 7, TIME)).isEqualTo(2);
        assertThat(attempts.begin(PARTITION + 1, 7, TIME)).isZero();
    }

    @Test
    void shouldCountOverDeathsOfAThread() {
        InferenceAttemptsFile attempts = open();

        assertThat(attempts.begin(PARTITION, 7, TIME)).isZero();
        assertThat(attempts.begin(PARTITION, 7, TIME)).isEqualTo(1);
        assertThat(attempts.begin(PARTITION, 7, TIME)).isEqualTo(2);
    }

    /** Requests 1 to 24 of one transaction: the process dies at 7, so 1 to 6 are worked on again and 7 alone is to blame. */
    @Test
    void shouldBlameOnlyTheRequestThatWasBeingWorkedOn() {
        for (int death = 0; death < 2; death++) {
            InferenceAttemptsFile attempts = open();
            attempts.resume(PARTITION, 1);
            for (int offset = 1; offset < 7; offset++) {
                assertThat(attempts.begin(PARTITION, offset, TIME)).isZero();
                attempts.end(PARTITION, offset);
            }
            assertThat(attempts.begin(PARTITION, 7, TIME)).isEqualTo(death);
        }

        // when
        InferenceAttemptsFile attempts = open();
        attempts.resume(PARTITION, 1);

        // then
        for (int offset = 1; offset <= 24; offset++) {
            assertThat(attempts.begin(PARTITION, offset, TIME)).isEqualTo(offset == 7 ? 2 : 0);
            if (offset != 7) {
                attempts.end(PARTITION, offset);
            }
        }
    }

    @Test
    void shouldTakeBackTheLatestBeginOnly() {
        // given
        open().begin(PARTITION, 7, TIME);
        open().begin(PARTITION, 7, TIME);
        InferenceAttemptsFile before = open();
        before.begin(PARTITION, 7, TIME);
        before.begin(PARTITION, 8, TIME);

        // when
        before.takeBack(PARTITION, 7);
        before.takeBack(PARTITION, 8);
        before.takeBack(PARTITION, 9);

        // then
        InferenceAttemptsFile after = open();
        assertThat(after.open()).isEqualTo(1);
        assertThat(after.begin(PARTITION, 7, TIME)).isEqualTo(2);
    }

    @Test
    void shouldForgetWhatIsCommitted() {
        // given
        InferenceAttemptsFile before = open();
        before.begin(PARTITION, 7, TIME);
        before.begin(PARTITION, 9, TIME);
        before.begin(PARTITION + 1, 7, TIME);

        // when
        before.resume(PARTITION, 9);

        // then
        assertThat(before.open()).isEqualTo(2);
        InferenceAttemptsFile after = open();
        assertThat(after.open()).isEqualTo(2);
        assertThat(after.begin(PARTITION, 7, TIME)).isZero();
        assertThat(after.begin(PARTITION, 9, TIME)).isEqualTo(1);
    }

    @Test
    void shouldNotBlameAnotherRequestAtTheSamePlace() {
        // given a topic that was deleted and created anew
        open().begin(PARTITION, 7, TIME);
        open().begin(PARTITION, 7, TIME);

        // when
        InferenceAttemptsFile attempts = open();

        // then
        assertThat(attempts.begin(PARTITION, 7, TIME + 1)).isZero();
        assertThat(open().begin(PARTITION, 7, TIME + 1)).isEqualTo(1);
    }

    @Test
    void shouldStaySmall() throws IOException {
        // given
        InferenceAttemptsFile attempts = open();
        attempts.begin(PARTITION, 0, TIME);
        attempts.begin(PARTITION, 0, TIME);

        // when
        for (int offset = 1; offset < 100_000; offset++) {
            attempts.begin(PARTITION, offset, TIME);
            attempts.end(PARTITION, offset);
            if (offset % 10_000 == 0) {
                assertThat(Files.size(file())).isLessThan(InferenceAttemptsFile.MOST_BYTES + 100);
            }
        }

        // then
        assertThat(attempts.open()).isEqualTo(1);
        assertThat(open().begin(PARTITION, 0, TIME)).isEqualTo(2);
        assertThat(Files.readAllLines(file())).hasSize(3);
    }

    @Test
    void shouldPassOverWhatItCannotRead() throws IOException {
        // given a half line, bytes that are no text, and words that are no numbers
        InferenceAttemptsFile before = open();
        before.begin(PARTITION, 7, TIME);
        before.close();
        Files.write(
                file(),
                new byte[] {(byte) 0xFF, 0, '\n', 'e', 'n', 'd', ' ', '3', ' ', 'x', '\n'},
                StandardOpenOption.APPEND);
        Files.writeString(
                file(),
                "begin 99999999999 7 1\nbegin 3\nend -1 7\nwhat 3 7\nbegin 3 7 " + TIME + "\nbegin 3 7 17",
                US_ASCII,
                StandardOpenOption.APPEND);

        // when
        InferenceAttemptsFile attempts = open();

        // then
        assertThat(attempts.open()).isEqualTo(1);
        assertThat(attempts.begin(PARTITION, 7, TIME)).isEqualTo(2);
    }

    @Test
    void shouldSayThatTheFileCannotBeUsed() throws IOException {
        Files.createDirectory(file());

        assertThatThrownBy(this::open)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("foreflow-inference.attempts cannot be used");
    }

    private Path file() {
        return dir.resolve("foreflow-inference.attempts");
    }

    private InferenceAttemptsFile open() {
        return InferenceAttemptsFile.open(file());
    }
}
