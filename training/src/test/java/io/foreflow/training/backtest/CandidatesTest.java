package io.foreflow.training.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidatesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<String> problems = new ArrayList<>();

    private List<String> find(String... asked) {
        return new Candidates(WindowShape.DEFAULT, Rolling.PROVENANCE, folder)
                .find(List.of(asked), problems).stream().map(Candidate::name).toList();
    }

    @Test
    void shouldPutWhatIsAskedForBeforeWhatIsAlwaysThere() {
        // when
        List<String> names = find("lstm", "usual", "dense", "lstm");

        // then
        assertThat(names).containsExactly("lstm", "dense", "persistence", "yesterday", "lastWeek", "usual", "ridge");
        assertThat(problems).isEmpty();
    }

    @Test
    void shouldKnowEveryNameThatItLists() {
        // when
        List<String> names = find(Candidates.names().toArray(String[]::new));

        // then
        assertThat(names).containsExactlyInAnyOrderElementsOf(Candidates.names());
        assertThat(problems).isEmpty();
    }

    @Test
    void shouldTellAllUnknownNamesWithWhatMayHaveBeenMeant() {
        // when
        find("lsmt", "yesterdy", "prophet");

        // then
        assertThat(problems).hasSize(3);
        assertThat(problems.get(0))
                .startsWith("model lsmt must be one of persistence, ")
                .endsWith("; did you mean lstm?");
        assertThat(problems.get(1)).endsWith("; did you mean yesterday?");
        assertThat(problems.get(2)).endsWith("or a recipe's file");
    }

    @Test
    void shouldReadARecipesFile() throws IOException {
        // given
        Files.writeString(folder.resolve("mine.yaml"), Recipes.yaml("dense").replace("name: dense", "name: mine"));
        Files.writeString(folder.resolve("again.yaml"), Recipes.yaml("dense"));
        Files.writeString(folder.resolve("broken.yaml"), "name: broken\n");

        // when
        List<String> names = find("mine.yaml", "dense", "again.yaml", "broken.yaml");

        // then
        assertThat(names).startsWith("mine", "dense");
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).isEqualTo("two models are called dense");
        assertThat(problems.get(1)).contains("broken.yaml");
    }
}
