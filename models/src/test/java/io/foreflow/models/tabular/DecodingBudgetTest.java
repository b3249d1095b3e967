package io.foreflow.models.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DecodingBudgetTest {
    private static final long KIB = 1 << 10;

    @Property(tries = 60)
    void shouldNeverGiveMoreThanThereIsAndServeEverybody(
            @ForAll @LongRange(min = 1, max = 1_000) long kib,
            @ForAll @IntRange(min = 1, max = 8) int threads,
            @ForAll long seed)
            throws Exception {
        // given
        DecodingBudget budget = new DecodingBudget(kib * KIB);
        AtomicLong used = new AtomicLong();
        AtomicLong most = new AtomicLong();
        List<Callable<Integer>> workers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            Random random = new Random(seed + thread);
            workers.add(() -> {
                int done = 0;
                for (int i = 0; i < 50; i++) {
                    long bytes = 1 + (long) (random.nextDouble() * (kib * KIB));
                    done += budget.within(bytes, () -> {
                        long now = used.addAndGet(bytes);
                        most.accumulateAndGet(now, Math::max);
                        used.addAndGet(-bytes);
                        return 1;
                    });
                }
                return done;
            });
        }

        // when
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Future<Integer> done : pool.invokeAll(workers)) {
                assertThat(done.get(60, TimeUnit.SECONDS)).isEqualTo(50);
            }
        } finally {
            pool.shutdownNow();
        }

        // then
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(budget.bytes());
        assertThat(budget.freeBytes()).isEqualTo(budget.bytes());
    }

    @Test
    void shouldRefuseAtOnceWhatCouldNeverFit() {
        DecodingBudget budget = new DecodingBudget(64_000_000);

        assertThatThrownBy(() -> budget.within(64_000_001, () -> "never"))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessage(
                        "the picture is too large: decoding it takes 64 MB of memory; at most 64 MB, a quarter of Java's"
                                + " heap, may be used");
        assertThatThrownBy(() -> budget.within(Long.MAX_VALUE, () -> "never"))
                .isInstanceOf(PictureTooLargeException.class);
        assertThat(budget.within(budget.bytes(), () -> "all of it")).isEqualTo("all of it");
    }

    @Test
    void shouldLetAPictureWaitForItsTurn() throws Exception {
        // given
        DecodingBudget budget = new DecodingBudget(10 * KIB);
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> first = pool.submit(() -> budget.within(8 * KIB, () -> {
                taken.countDown();
                await(release);
                return 1;
            }));
            await(taken);
            Future<Integer> second = pool.submit(() -> budget.within(8 * KIB, () -> 2));
            assertThat(second.isDone()).isFalse();

            // when
            release.countDown();

            // then
            assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldGiveBackWhatWorkTookThatFailed() {
        DecodingBudget budget = new DecodingBudget(10 * KIB);

        for (Throwable failure : List.of(new IllegalStateException("broken"), new OutOfMemoryError("for this test"))) {
            assertThatThrownBy(() -> budget.within(10 * KIB, () -> {
                        DecodingBudgetTest.<RuntimeException>sneak(failure);
                        return "unreachable";
                    }))
                    .isSameAs(failure);
            assertThat(budget.freeBytes()).isEqualTo(budget.bytes());
        }
    }

    @Test
    void shouldBeAQuarterOfTheHeap() {
        assertThat(DecodingBudget.OF_PROCESS.bytes())
                .isBetween(
                        Runtime.getRuntime().maxMemory() / 4 - KIB,
                        Runtime.getRuntime().maxMemory() / 4);
        assertThatThrownBy(() -> new DecodingBudget(1_023)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new DecodingBudget(Long.MAX_VALUE).bytes()).isEqualTo(Integer.MAX_VALUE * KIB);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
