package io.foreflow.tutorials.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {
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
        ObjectNode before = Documents.parse("before", document);

        ObjectNode merged = Documents.merged(before, Documents.parse("change", change));

        assertThat(merged).isEqualTo(Documents.parse("expected", expected));
        assertThat(before).isEqualTo(Documents.parse("before", document));
    }

    @Test
    void shouldSayWhereAFileIsNotYaml() {
        assertThatThrownBy(() -> Documents.parse("mine.yaml", "name: x\n  y: ["))
                .hasMessageContaining("mine.yaml");
        assertThatThrownBy(() -> Documents.parse("mine.yaml", "- 1")).hasMessageContaining("must be an object");
        assertThatThrownBy(() -> Documents.parse("mine.yaml", "a: 1\na: 2")).hasMessageContaining("uplicate");
    }
}
