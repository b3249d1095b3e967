package io.foreflow.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeDocumentTest {
    private static ObjectNode tree(String yaml) {
        return RecipeDocument.parse("test", yaml).tree();
    }

    /** Examples of RFC 7396, appendix A, as far as they are about objects. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: b} | {a: c} | {a: c}",
                "{a: b} | {b: c} | {a: b, b: c}",
                "{a: b} | {a: null} | {}",
                "{a: b, b: c} | {a: null} | {b: c}",
                "{a: [b]} | {a: c} | {a: c}",
                "{a: c} | {a: [b]} | {a: [b]}",
                "{a: {b: c}} | {a: {b: d, c: null}} | {a: {b: d}}",
                "{a: [{b: c}]} | {a: [1]} | {a: [1]}",
                "{e: null} | {a: 1} | {e: null, a: 1}",
                "{} | {a: {bb: {ccc: null}}} | {a: {bb: {}}}",
            })
    void shouldMerge(String document, String change, String expected) {
        ObjectNode before = tree(document);

        ObjectNode merged =
                new RecipeDocument("before", before).changed(tree(change)).tree();

        assertThat(merged).isEqualTo(tree(expected));
        assertThat(before).isEqualTo(tree(document));
    }

    @Test
    void shouldSayWhereAFileIsNotYaml() {
        assertThatThrownBy(() -> RecipeDocument.parse("mine.yaml", "name: x\n  y: ["))
                .hasMessageContaining("mine.yaml");
        assertThatThrownBy(() -> RecipeDocument.parse("mine.yaml", "- 1")).hasMessageContaining("must be an object");
        assertThatThrownBy(() -> RecipeDocument.parse("mine.yaml", "a: 1\na: 2"))
                .hasMessageContaining("uplicate");
    }
}
