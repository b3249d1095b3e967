package io.foreflow.forecaster.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoTest {
    private final AtomicInteger looks = new AtomicInteger();

    /** It passes the largest number while a test runs. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    private final Memo<Integer> memo = new Memo<>(
            () -> {
                if (looks.incrementAndGet() == 2) {
                    throw new UnavailableStateException("down");
                }
                return looks.get();
            },
            Duration.ofNanos(10),
            0,
            now::get);

    @Test
    void shouldLookOnceInAWhile() {
        // given
        memo.get();

        // when
        now.addAndGet(9);

        // then
        assertThat(memo.get()).isEqualTo(1);
        assertThat(looks).hasValue(1);
    }

    @Test
    void shouldKeepAFailureAsLongAsAValue() {
        // given
        memo.get();
        now.addAndGet(10);

        // when, then: whoever waits behind a slow failure need not wait for one of its own
        assertThatThrownBy(memo::get).isInstanceOf(UnavailableStateException.class);
        assertThatThrownBy(memo::get).isInstanceOf(UnavailableStateException.class);
        assertThat(looks).hasValue(2);
        now.addAndGet(10);
        assertThat(memo.get()).isEqualTo(3);
    }

    @Test
    void shouldKeepLongerWhatTookLongToFind() {
        // given: a scan of 7 ns, which may take a third of the time
        Memo<Integer> scan = new Memo<>(
                () -> {
                    now.addAndGet(7);
                    return looks.incrementAndGet();
                },
                Duration.ofNanos(10),
                3,
                now::get);
        scan.get();

        // when, then
        now.addAndGet(20);
        assertThat(scan.get()).isEqualTo(1);
        now.addAndGet(1);
        assertThat(scan.get()).isEqualTo(2);
    }
}
