package io.foreflow.windowing.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitByNeedTest {
    /** Later than any other test of this thread. */
    private static long start = 4_000_000_000_000L;

    private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
    private final MockProcessorContext<Object, Object> ofOtherTask = new MockProcessorContext<>();
    private final CommitByNeed commits = new CommitByNeed(context);
    private long now;

    @BeforeEach
    void setTheClock() {
        start += 1_000_000;
        now = start;
    }

    @Test
    void shouldAskAfterTheOutputOfALiveRecord() {
        assertThat(asksAt(0, 3)).isTrue();
    }

    @Test
    void shouldNotAskWhileItCatchesUp() {
        assertThat(asksAt(0, 1_000)).isFalse();
        assertThat(asksAt(5, 60_000)).isFalse();
        assertThat(asksAt(10, 999)).isTrue();
    }

    @Test
    void shouldPauseAsLongAsACommitTookWhileRecordsQueueUp() {
        // given: a record that came 2 ms after the commit was asked for waited 18 ms for its end
        asksAt(0, 1);
        asksAt(20, 18);

        // when, then
        assertThat(asksAt(37, 1)).isFalse();
        assertThat(asksAt(38, 1)).isTrue();
    }

    @Test
    void shouldAskAtOnceForARecordThatFoundTheThreadIdle() {
        // given
        asksAt(0, 1);

        // when, then: one reading follows another's forecast
        assertThat(asksAt(40, 2)).isTrue();
        assertThat(asksAt(80, 2)).isTrue();
        assertThat(asksAt(700, 2)).isTrue();
    }

    @Test
    void shouldPauseTenMillisecondsAtLeast() {
        // given
        asksAt(0, 1);

        // when, then
        assertThat(asksAt(0, 1)).isFalse();
        assertThat(asksAt(9, 1)).isFalse();
        assertThat(asksAt(10, 1)).isTrue();
    }

    @Test
    void shouldAskLaterForAnOutputThatCameWithinThePause() {
        // given
        asksAt(0, 1);
        asksAt(3, 1);

        // when, then
        assertThat(looksAt(9)).isFalse();
        assertThat(looksAt(50)).isTrue();
        assertThat(looksAt(100)).as("nothing is left without a commit").isFalse();
    }

    @Test
    void shouldPaceAllTasksOfAThreadTogether() {
        // given
        asksAt(0, 1);
        CommitByNeed other = new CommitByNeed(ofOtherTask);
        ofOtherTask.setCurrentSystemTimeMs(start + 5);

        // when
        other.afterOutput(start + 4);

        // then
        assertThat(ofOtherTask.committed()).isFalse();
    }

    @Test
    void shouldGoOnWhenTheClockIsSetBack() {
        // given
        asksAt(0, 1);

        // when, then
        assertThat(asksAt(-500_000, 1)).isTrue();
    }

    /** Returns true if the look at outputs without a commit asks for one. */
    private boolean looksAt(long millis) {
        context.resetCommit();
        context.scheduledPunctuators().get(0).getPunctuator().punctuate(start + millis);
        return context.committed();
    }

    /** Returns true if a commit is asked for. */
    private boolean asksAt(long millis, long age) {
        now = start + millis;
        context.resetCommit();
        context.setCurrentSystemTimeMs(now);
        commits.afterOutput(now - age);
        return context.committed();
    }
}
