package io.foreflow.models.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import io.foreflow.models.tabular.Question.Numbers;
import io.foreflow.models.tabular.Question.TextQuestion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    private static final Columns COLUMNS =
            new Columns(List.of(new Column("rooms", 6, 2), Column.plain("age"), new Column("tax", -1, 0.5)));

    @Test
    void shouldScaleEachColumnByItself() {
        // when
        Tensor rows = COLUMNS.rows(new double[][] {{7, 40, 0}, {5, -1, 1}});

        // then
        assertThat(rows).isEqualTo(Tensor.of(Shape.of(2, 3), 0.5f, 40, 2, -0.5f, -1, 4));
        assertThat(rows.rowShape()).isEqualTo(COLUMNS.shape());
    }

    @Test
    void shouldReadQuestionsByNameInAnyOrder() {
        // given
        List<Numbers> questions = List.of(
                new Numbers(Map.of("tax", 0.0, "age", 40.0, "rooms", 7.0)),
                new Numbers(Map.of("age", -1.0, "rooms", 5.0, "tax", 1.0)));

        // when, then
        assertThat(COLUMNS.encode(questions)).isEqualTo(COLUMNS.rows(new double[][] {{7, 40, 0}, {5, -1, 1}}));
    }

    @Test
    void shouldNameWhatIsMissingAndWhatStandsThereInstead() {
        Refusals.assertRefused(
                () -> COLUMNS.encode(List.of(numbers(6, 40, 1), new Numbers(Map.of("room", 6.0, "tax", 1.0)))),
                NoAnswerReason.MISSING_COLUMN,
                1,
                "it lacks rooms, age and has room, which the model does not read");
        Refusals.assertRefused(
                () -> COLUMNS.encode(List.of(new Numbers(Map.of("tax", 1.0)))),
                NoAnswerReason.MISSING_COLUMN,
                0,
                "it lacks rooms, age");
    }

    @Test
    void shouldRefuseColumnsThatItDoesNotRead() {
        Refusals.assertRefused(
                () -> COLUMNS.encode(List.of(new Numbers(Map.of("tax", 1.0, "age", 2.0, "rooms", 3.0, "price", 4.0)))),
                NoAnswerReason.UNKNOWN_COLUMN,
                0,
                "it has price, which the model does not read; it reads rooms, age, tax");
    }

    @Test
    void shouldRefuseNumbersThatAreNotFinite() {
        Refusals.assertRefused(
                () -> COLUMNS.encode(List.of(numbers(6, Double.NaN, 1))), NoAnswerReason.NOT_FINITE, 0, "age (NaN)");
        Refusals.assertRefused(
                () -> COLUMNS.rows(new double[][] {{1, 2, 3}, {Double.POSITIVE_INFINITY, 2, 3}}),
                NoAnswerReason.NOT_FINITE,
                1,
                "rooms (Infinity)");
        Refusals.assertRefused(
                () -> COLUMNS.encode(List.of(numbers(6, 1e39, 1))), NoAnswerReason.NOT_FINITE, 0, "age (1.0E39)");
    }

    @Test
    void shouldRefuseAWrongNumberOfValues() {
        Refusals.assertRefused(
                () -> COLUMNS.rows(new double[][] {{1, 2}}),
                NoAnswerReason.COLUMN_COUNT,
                0,
                "it has 2 values where the model reads 3: rooms, age, tax");
    }

    @Test
    void shouldRefuseAnotherKindOfQuestion() {
        Refusals.assertRefused(
                () -> COLUMNS.encode(List.of(new TextQuestion("six rooms"))),
                NoAnswerReason.WRONG_KIND,
                0,
                "the model reads columns, not text");
    }

    @Test
    void shouldRefuseColumnsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Columns(List.of()))
                .withMessageContaining("1 to 10000 columns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Columns(List.of(Column.plain("a"), Column.plain("a"))))
                .withMessageContaining("a is used twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Column("a", 0, 0))
                .withMessageContaining("scale (0.0) of column a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Column("a", Double.NaN, 1))
                .withMessageContaining("shift (NaN) of column a");
        assertThatIllegalArgumentException().isThrownBy(() -> Column.plain(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> COLUMNS.encode(List.of()));
    }

    private static Numbers numbers(double rooms, double age, double tax) {
        return new Numbers(Map.of("rooms", rooms, "age", age, "tax", tax));
    }
}
