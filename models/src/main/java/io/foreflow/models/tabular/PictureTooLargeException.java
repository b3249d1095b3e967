package io.foreflow.models.tabular;

/** Reports a picture whose decoding would take more memory or time than one picture may. The message is one line. */
public final class PictureTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param why reason that completes "the picture is too large: " */
    PictureTooLargeException(String why) {
        super("the picture is too large: " + why);
    }
}
