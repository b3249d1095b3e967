package io.foreflow.models.tabular;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One raw record that needs an answer. The model's {@link InputSpec} decides if it can be used. */
public sealed interface Question permits Question.Numbers, Question.TextQuestion, Question.Image {
    /** Returns the kind of record in one word, as {@link InputSpec#kind} does. */
    String kind();

    /** Numbers by the names of their columns, in any order. */
    record Numbers(Map<String, Double> columns) implements Question {
        public Numbers {
            columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        }

        @Override
        public String kind() {
            return Columns.KIND;
        }
    }

    /** A text as somebody wrote it. */
    record TextQuestion(String text) implements Question {
        public TextQuestion {
            requireNonNull(text, "text");
        }

        @Override
        public String kind() {
            return Text.KIND;
        }
    }

    /** The bytes of a picture's file. */
    final class Image implements Question {
        private final byte[] file;

        /** Wraps {@code file} without a copy: pictures are large. The caller must not change it. */
        public Image(byte[] file) {
            this.file = requireNonNull(file, "file");
        }

        /** Returns the bytes themselves, not a copy. */
        byte[] file() {
            return file;
        }

        @Override
        public String kind() {
            return Picture.KIND;
        }

        @Override
        public String toString() {
            return "Image[" + file.length + " bytes]";
        }
    }
}
