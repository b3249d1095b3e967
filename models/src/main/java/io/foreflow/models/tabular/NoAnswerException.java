package io.foreflow.models.tabular;

import org.jspecify.annotations.Nullable;

/** A record that a model cannot answer. The message is one line that names the row and says why. */
public final class NoAnswerException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum NoAnswerReason {
        /** A text where the model reads columns, for instance. */
        WRONG_KIND("wrongKind"),
        MISSING_COLUMN("missingColumn"),
        UNKNOWN_COLUMN("unknownColumn"),
        /** A row with more or fewer values than there are columns. */
        COLUMN_COUNT("columnCount"),
        /** An input that is no finite number, or too large for a float once scaled. */
        NOT_FINITE("notFinite"),
        /** A text without a word. */
        EMPTY_TEXT("emptyText"),
        UNREADABLE_PICTURE("unreadablePicture"),
        /** A picture that would take more memory or time to decode than one may. */
        TOO_LARGE("tooLarge"),
        /** The network's result is no finite number, or no probability. */
        UNUSABLE_RESULT("unusableResult");

        private final String label;

        NoAnswerReason(String label) {
            this.label = label;
        }

        /** For records and metrics. */
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

    /** What is wrong, without the row. */
    public String detail() {
        return detail;
    }

    /** Which of the records that were asked about together, from 0. */
    public int row() {
        return row;
    }
}
