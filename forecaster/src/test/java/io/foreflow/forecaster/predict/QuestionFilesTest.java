package io.foreflow.forecaster.predict;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.models.tabular.Column;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.Question;
import io.foreflow.models.tabular.Question.Numbers;
import io.foreflow.models.tabular.Question.TextQuestion;
import io.foreflow.models.tabular.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionFilesTest {
    private static final Columns HOUSES = new Columns(List.of(Column.plain("rooms"), Column.plain("age")));
    private static final Columns LAST = new Columns(List.of(Column.plain("last")));
    private static final Text REVIEWS = new Text(List.of("good", "bad"), 6);
    private static final Numbers HOUSE = new Numbers(Map.of("rooms", 6.5, "age", 3.0));

    @TempDir
    private Path directory;

    private final List<String> notes = new ArrayList<>();

    // ---- separators

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'rooms;age\n6,5;3\n' | semicolons, with decimal commas: 6,5 is read as 6.5",
                "'\"rooms\";\"age\"\n\"6,5\";\"3\"\n' | semicolons, with decimal commas: 6,5 is read as 6.5",
                "'Age ; Rooms\n3;6,5' | semicolons, with decimal commas: 6,5 is read as 6.5",
                "'rooms;age\n6.5;3\n' | semicolons",
                "'rooms\tage\n6.5\t3\n' | tabs",
                "'rooms\tage\n6,5\t3\n' | tabs, with decimal commas: 6,5 is read as 6.5",
                "'6,5;3\n' | semicolons, with decimal commas: 6,5 is read as 6.5",
                "'6.5\t3\n' | tabs",
            })
    void shouldReadSemicolonsAndTabsAndSaySo(String content, String note) throws IOException {
        assertThat(read(HOUSES, content.getBytes(UTF_8))).containsExactly(HOUSE);
        assertThat(notes).containsExactly("file is separated by " + note);
    }

    @Test
    void shouldLeaveCommasToThemselves() throws IOException {
        // given semicolons in a cell that no model reads
        String content = "rooms,\"remarks; more\",age\n6.5,a;b,3\n";

        // when, then
        assertThat(read(HOUSES, content.getBytes(UTF_8))).containsExactly(HOUSE);
        assertThat(notes).containsExactly("file has columns that the model does not read: remarks; more");
    }

    @Test
    void shouldCountColumnsWithoutAName() throws IOException {
        assertThat(read(HOUSES, "id;rooms;age;;\n1;6,5;3;;\n".getBytes(UTF_8))).containsExactly(HOUSE);
        assertThat(notes).first().asString().endsWith("does not read: id, 2 without a name");
    }

    @Test
    void shouldReadOneColumnWithoutASeparator() throws IOException {
        assertThat(read(LAST, "Last\n41.5\n".getBytes(UTF_8))).containsExactly(new Numbers(Map.of("last", 41.5)));
        assertThat(notes).isEmpty();
    }

    @Test
    void shouldReadNumbersLikeThousandsWhereAnotherNumberShowsTheMark() throws IOException {
        assertThat(read(HOUSES, "rooms;age\n1,234;1\n6,5;3\n".getBytes(UTF_8)))
                .containsExactly(new Numbers(Map.of("rooms", 1.234, "age", 1.0)), HOUSE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'rooms;age\n1,234;3\n' | file:2: column rooms (1,234) may be 1.234 or 1234",
                "'rooms;age\n6,5;1.234\n' | file:2: column age (1.234) has a point, but line 2 has a decimal comma (6,5)",
                "'rooms;age\n1.234,5;3\n' | file:2: column rooms (1.234,5) is not a number; write thousands without",
                "'rooms;age\n6,5\n' | file:2: the row has 1 values where there are 2 columns: rooms, age",
                "'room;age\n6,5;3\n' | file:1: the header is separated by semicolons and lacks rooms; the model reads",
                "'a\tb\tc\n1\t2\t3\n' | file:1: the header is separated by tabs and lacks rooms, age",
                "'rooms|age\n6.5|3\n' | lacks rooms, age; the model reads rooms, age; found one column: rooms|age; separate",
                "'Rooms,ROOMS,age\n1,2,3\n' | file:1: the header has the column rooms twice: Rooms, ROOMS; write one of",
                "'age,\"rooms;age\",rooms;rooms\n1;2\n' | file:1: the header lacks rooms",
                "'rooms,\"age\n6.5,3\n' | file:1: a quote is not closed",
                "'1;2;3\n' | file:1: the row has 3 values where there are 2 columns",
            })
    void shouldRefuseWhatIsNotCertain(String content, String message) {
        assertRefused(HOUSES, content.getBytes(UTF_8), message);
    }

    @Test
    void shouldRefuseAHeaderThatCanBeReadInTwoWays() {
        assertRefused(
                LAST,
                "last,x;last\n1,2;3\n".getBytes(UTF_8),
                "names the model's columns with commas and with semicolons");
    }

    // ---- lines and their bytes

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void shouldReadEveryLineEnd(String end) throws IOException {
        String table = String.join(end, "rooms,age", "6.5,3", "6.5,3");

        assertThat(read(HOUSES, table.getBytes(UTF_8))).containsExactly(HOUSE, HOUSE);
        assertThat(read(HOUSES, (table + end + end).getBytes(UTF_8))).containsExactly(HOUSE, HOUSE);
        assertThat(read(REVIEWS, ("good" + end + "bad" + end).getBytes(UTF_8)))
                .containsExactly(new TextQuestion("good"), new TextQuestion("bad"));
    }

    @Test
    void shouldRefuseOtherEncodingsAndSayWhatToDo() {
        for (InputSpec input : List.of(HOUSES, REVIEWS)) {
            assertRefused(
                    input,
                    "zimmer\u00E4lter".getBytes(ISO_8859_1),
                    "file is not UTF-8, perhaps Latin-1 or Windows-1252;");
            assertRefused(input, "\uFEFFrooms,age".getBytes(UTF_16LE), "file is UTF-16; save it as UTF-8");
            assertRefused(input, "\uFEFFrooms,age".getBytes(UTF_16BE), "file is UTF-16; save it as UTF-8");
            assertRefused(input, "rooms,age".getBytes(UTF_16LE), "file:1 holds the character NUL, as UTF-16");
            assertRefused(input, new byte[] {'P', 'K', 3, 4, 20}, "file is a zip archive, as spreadsheets");
        }
    }

    @Test
    void shouldRefuseAWholeTextInAnotherEncoding() {
        assertWholeRefused("sch\u00F6n".getBytes(ISO_8859_1), "file is not UTF-8, perhaps Latin-1");
        assertWholeRefused("\uFEFFgood".getBytes(UTF_16LE), "file is UTF-16; save it as UTF-8");
        assertWholeRefused("good".getBytes(UTF_16BE), "file holds the character NUL");
    }

    @Test
    void shouldReadATextOfOneByte() throws IOException {
        assertThat(read(REVIEWS, "a".getBytes(UTF_8))).containsExactly(new TextQuestion("a"));
    }

    private List<Question> read(InputSpec input, byte[] content) throws IOException {
        return read(input, false, content);
    }

    private List<Question> read(InputSpec input, boolean whole, byte[] content) throws IOException {
        List<Question> questions = new ArrayList<>();
        Path file = Files.write(directory.resolve("file"), content);
        new QuestionFiles(input, whole, notes::add).read(file, "file", asked -> questions.add(asked.question()));
        return questions;
    }

    private void assertRefused(InputSpec input, byte[] content, String message) {
        assertThatThrownBy(() -> read(input, content))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(message);
    }

    private void assertWholeRefused(byte[] content, String message) {
        assertThatThrownBy(() -> read(REVIEWS, true, content))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(message);
    }
}
