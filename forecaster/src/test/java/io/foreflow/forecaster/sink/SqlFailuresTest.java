package io.foreflow.forecaster.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.sink.SqlFailures.Reaction;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailuresTest {
    @ParameterizedTest
    @CsvSource({
        "08001, WAIT",
        "08006, WAIT",
        "57P01, WAIT",
        "57P03, WAIT",
        "57014, WAIT",
        "53300, WAIT",
        "53100, WAIT",
        "58030, WAIT",
        "40001, WAIT",
        "40P01, WAIT",
        "25006, WAIT",
        "55P03, WAIT",
        "22021, LEAVE_OUT",
        "22003, LEAVE_OUT",
        "23514, LEAVE_OUT",
        "23502, LEAVE_OUT",
        "54000, LEAVE_OUT",
        "21000, LEAVE_OUT",
        "28P01, END",
        "28000, END",
        "08004, END",
        "3D000, END",
        "42501, END",
        "42P01, END",
        "42703, END",
        "XX000, END"
    })
    void shouldTellWhatToDoByTheState(String state, Reaction reaction) {
        assertThat(SqlFailures.reaction(new SQLException("failed", state))).isEqualTo(reaction);
    }

    @Test
    void shouldWaitIfTheDriverNamesNoState() {
        assertThat(SqlFailures.reaction(new SQLException("broken pipe"))).isEqualTo(Reaction.WAIT);
    }

    @Test
    void shouldGiveTheReasonInOneLine() {
        // given
        SQLException unknown =
                new SQLException("The connection attempt failed.", "08001", new UnknownHostException("db"));

        // when, then
        assertThat(SqlFailures.reason(unknown)).isEqualTo("its host db is unknown");
        assertThat(SqlFailures.reason(new SQLException("ERROR: no\n  Detail: because")))
                .isEqualTo("ERROR: no Detail: because");
    }
}
