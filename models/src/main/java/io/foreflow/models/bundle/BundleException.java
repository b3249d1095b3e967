package io.foreflow.models.bundle;

import org.jspecify.annotations.Nullable;

/** Reports a bundle that cannot be used. The message is one line that says what is wrong and what to do. */
public final class BundleException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 1_000;

    /** The kind of problem. */
    public enum BundleProblem {
        /** Another kind of file, or nothing. */
        NOT_A_BUNDLE("notABundle"),
        /** A bundle with missing or changed bytes. */
        DAMAGED("damaged"),
        /** A bundle of a format, kind or feature set that this version does not know. */
        UNSUPPORTED("unsupported"),
        /** An intact bundle whose parts contradict each other or break a rule. */
        INVALID("invalid"),
        TOO_LARGE("tooLarge");

        private final String label;

        BundleProblem(String label) {
            this.label = label;
        }

        /** Returns the name in metrics. */
        public String label() {
            return label;
        }
    }

    private final BundleProblem reason;

    BundleException(BundleProblem reason, String message) {
        this(reason, message, null);
    }

    BundleException(BundleProblem reason, String message, @Nullable Throwable cause) {
        super(oneLine(message), cause);
        this.reason = reason;
    }

    public BundleProblem reason() {
        return reason;
    }

    /**
     * Makes a message safe: a crafted file may contain names of any length and any characters, which end up in
     * terminals and logs.
     */
    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(Math.min(message.length(), MAX_MESSAGE + 1));
        message.codePoints()
                .limit(MAX_MESSAGE)
                .map(c -> isPrintable(c) ? c : ' ')
                .forEach(line::appendCodePoint);
        return message.length() > MAX_MESSAGE ? line.append('…').toString() : line.toString();
    }

    static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
