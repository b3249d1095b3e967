package io.foreflow.models.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that a question is refused with its reason and row. */
public final class Refusals {
    private Refusals() {}

    public static void assertRefused(ThrowingCallable call, NoAnswerReason reason, int row, String detail) {
        assertThatThrownBy(call).isInstanceOfSatisfying(NoAnswerException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.row()).isEqualTo(row);
            assertThat(e.detail()).contains(detail);
            assertThat(e).hasMessage("row " + row + ": " + e.detail());
        });
    }
}
