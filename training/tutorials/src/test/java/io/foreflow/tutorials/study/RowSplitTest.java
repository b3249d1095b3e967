package io.foreflow.tutorials.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.tutorials.dataset.NumpyShuffle;
import io.foreflow.tutorials.study.RowSplit.RowNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSplitTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private RowSplit cut(String honest) throws IOException {
        TableFixture.write(folder, 100);
        StudyRecipe recipe =
                TableFixture.recipe(TableFixture.REGRESSION, "protocols: {published: null, honest: " + honest + "}");
        return RowSplit.of(
                recipe.protocols().values().iterator().next(), recipe.data().open(folder, recipe.network()));
    }

    @Test
    void shouldKeepThePartsApart() throws Exception {
        // when
        RowSplit cut = cut("{order: {shuffle: 1}}");

        // then
        assertThat(cut.training().and(cut.validation()).and(cut.test()).toArray())
                .containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
        assertThat(cut.training().count()).isEqualTo(60);
        assertThat(cut.training().toArray()).isNotEqualTo(IntStream.range(0, 60).toArray());
        assertThat(cut.statistics().toArray()).isEqualTo(cut.training().toArray());
    }

    @Test
    void shouldShuffleAsNumpyDoes() throws Exception {
        assertThat(cut("{order: {numpy: 113}}").training().at(0)).isEqualTo(NumpyShuffle.indices(100, 113)[0]);
    }

    @Test
    void shouldDropRowsAtBothBorders() throws Exception {
        RowSplit cut = cut("{purge: 5}");

        assertThat(cut.training().count()).isEqualTo(55);
        assertThat(cut.validation().toArray()).startsWith(60).hasSize(15);
        assertThat(cut.test().toArray()).startsWith(80).hasSize(20);
    }

    @Test
    void shouldLeaveEachFoldOutOnce() {
        // given
        RowNumbers rows = new RowNumbers(IntStream.range(0, 11).toArray());

        // then: the last fold takes the rest
        RowNumbers all = RowNumbers.NONE;
        for (int fold = 0; fold < 4; fold++) {
            RowNumbers held = rows.fold(fold, 4);
            assertThat(held.count()).isEqualTo(fold == 3 ? 5 : 2);
            assertThat(held.and(rows.besidesFold(fold, 4)).toArray())
                    .containsExactlyInAnyOrder(IntStream.range(0, 11).toArray());
            all = all.and(held);
        }
        assertThat(all.toArray()).isEqualTo(rows.toArray());
    }

    /** Hours 0 to 39, of which 20 is missing. */
    @Test
    void shouldLeaveOutWindowsWithMissingHoursOnlyWhereThatIsAsked() throws Exception {
        // given
        StringBuilder csv = new StringBuilder("sensor_id,timestamp,value\n");
        IntStream.range(0, 40).filter(hour -> hour != 20).forEach(hour -> csv.append("a,")
                .append(java.time.LocalDateTime.of(2026, 1, 1, 0, 0).plusHours(hour))
                .append(":00,")
                .append(hour)
                .append('\n'));
        Files.createDirectories(folder.resolve("toy"));
        Files.writeString(folder.resolve("toy/hours.csv"), csv);
        String change = """
                data: {type: windows, file: toy/hours.csv, sensor: a, history: 3, horizon: 2, unit: h,
                  features: null, target: null, divisor: null, scale: null}
                network: {inputs: {input: [3]}, layers: [{type: dense, units: 2}]}
                protocols: {published: {training: 0%..100%, validation: null, test: null}, honest: null}
                """;
        StudyRecipe strung = TableFixture.recipe(TableFixture.REGRESSION, change);
        StudyRecipe whole =
                TableFixture.recipe(TableFixture.REGRESSION, change.replace("{training", "{wholeOnly: true, training"));
        RowSource source = strung.data().open(folder, strung.network());

        // then: 39 hours strung together make 39 − 5 windows, of which those over the gap are four
        Protocol any = strung.protocols().values().iterator().next();
        assertThat(RowSplit.of(any, source).training().count()).isEqualTo(34);
        assertThat(RowSplit.of(whole.protocols().values().iterator().next(), source)
                        .training()
                        .count())
                .isEqualTo(30);
        double[] target = new double[2];
        source.copyTarget(0, target, 0);
        assertThat(target).containsExactly(3, 4);
        assertThat(((WindowSource) source).before(20, 24)).isEmpty();
        assertThat(((WindowSource) source).before(30, 24)).containsExactly(9, 10);
    }
}
