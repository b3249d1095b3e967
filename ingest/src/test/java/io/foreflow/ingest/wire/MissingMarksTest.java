package io.foreflow.ingest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingMarksTest {
    private static final MissingMarks MARKS = MissingMarks.of(List.of("-200", "NA", " -9999.0 ", "3.4028235E38", "0"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-200",
                " -200.0",
                "-2e2",
                "-2.00E+2",
                "-9999",
                "NA",
                "na",
                " Na ",
                "0",
                "-0.0",
                "+0",
                "3.4028235E38",
                "3.4028234663852886e38",
                "3.40282347E+38"
            })
    void shouldKnowAMarkInEachOfItsForms(String cell) {
        assertThat(MARKS.isMissing(cell)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-201", "200", "-200.001", "N/A", "", "-3.4028235E38", "3.4e38", "-200d", "0x0", "Infinity"})
    void shouldTakeNothingElseForAMark(String cell) {
        assertThat(MARKS.isMissing(cell)).isFalse();
    }

    @Test
    void shouldCompareNumbersAsNumbers() {
        assertThat(MARKS.isMissing(-200.0)).isTrue();
        assertThat(MARKS.isMissing(-0.0)).isTrue();
        assertThat(MARKS.isMissing((double) Float.MAX_VALUE)).isTrue();
        assertThat(MARKS.isMissing(-9998.0)).isFalse();
        assertThat(MARKS.isMissing(Double.NaN)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "1e400", "a\u200Bb"})
    void shouldRefuseAMarkThatNothingCanEqual(String mark) {
        assertThatThrownBy(() -> MissingMarks.of(List.of(mark))).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void shouldFindEachFiniteNumberInTheFormThatJavaWrites(@ForAll double number) {
        assertThat(MissingMarks.of(List.of(Double.toString(number))).isMissing(number))
                .isTrue();
    }

    @Property
    void shouldFindNothingWithoutMarks(@ForAll double number, @ForAll String cell) {
        assertThat(MissingMarks.NONE.isMissing(number)).isFalse();
        assertThat(MissingMarks.NONE.isMissing(cell)).isFalse();
    }
}
