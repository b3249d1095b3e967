package io.foreflow.models.tabular;

import org.jspecify.annotations.Nullable;

/** Reports a record that a model cannot answer. The message is one line that names the row and says why. */
public final class NoAnswerException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The reason why there is no answer. */
    public enum NoAnswerReason {
        /** A record of another kind than the model reads, for instance a text where it reads columns. */
        WRONG_KIND("wrongKind"),
        MISSING_COLUMN("missingColumn"),
        UNKNOWN_COLUMN("unknownColumn"),
        /** A row with more or fewer values than there are columns. */
        COLUMN_COUNT("columnCount"),
        /** An input that is not a finite number, or too large for a float once scaled. */
        NOT_FINITE("notFinite"),
        /** A text without a word. */
        EMPTY_TEXT("emptyText"),
        UNREADABLE_PICTURE("unreadablePicture"),
        /** A picture that would take too much memory or time to decode. */
        TOO_LARGE("tooLarge"),
        /** The network's result is not a finite number, or not a probability. */
        UNUSABLE_RESULT("unusableResult");

        private final String label;

        NoAnswerReason(String label) {
            this.label = label;
        }

        /** Returns the name in records and metrics. */
        public String label() {
            return label;
        }
    }

    private final NoAnswerReason reason;
    private final int row;
    private final String detail;

    NoAnswerException(NoAnswerReason reason, int row, String detail) {
        this(reason, row, detail, null);
    }

    NoAnswerException(NoAnswerReason reason, int row, String detail, @Nullable Throwable cause) {
        super("row " + row + ": " + detail, cause);
        this.reason = reason;
        this.row = row;
        this.detail = detail;
    }

    public NoAnswerReason reason() {
        return reason;
    }

    /** Returns the problem, without the row. */
    public String detail() {
        return detail;
    }

    /** Returns the index of the record among those of the same request, from 0. */
    public int row() {
        return row;
    }
}
